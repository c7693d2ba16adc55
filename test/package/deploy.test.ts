import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Ajv, type AnySchema } from "ajv";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { environmentName } from "../../src/config.ts";
import { settings } from "../../src/settings.ts";
import { refusal } from "../support/refusal.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const load = createRequire(import.meta.url);
const textOf = (name: string): string => readFileSync(join(ROOT, "deploy", name), "utf8");

/** What the rest of an object of Kubernetes depends on. */
interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: unknown;
}

interface Container {
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly volumeMounts?: readonly { readonly name: string }[];
}

/** `EXHUME_` names that are settings, and those that others read. */
const KNOWN = new Set([...Object.keys(settings.shape).map(environmentName), "DOCKER_CONFIG", "DOCKER_AUTH_CONFIG"]);

describe("deploy/kubernetes.yml", () => {
  const objects = parseAllDocuments(textOf("kubernetes.yml")).map((one) => one.toJS() as KubernetesObject);
  const podsOf = (
    value: unknown,
  ): readonly {
    readonly containers: readonly Container[];
    readonly volumes: readonly { readonly name: string }[];
  }[] => {
    if (typeof value !== "object" || value === null) return [];
    const found = Object.values(value).flatMap(podsOf);
    return "containers" in value ? [...found, value as never] : found;
  };

  it.each(objects.map((one) => [`${one.kind} ${one.metadata.name}`, one] as const))(
    "%s is what the schema of Kubernetes takes",
    (_, one) => {
      const api = one.apiVersion;
      const models: Record<string, new (data: unknown) => { validate(): void }> = load(
        `kubernetes-models/${api}/${one.kind}`,
      );
      const Model = models[one.kind];
      expect(Model).toBeDefined();
      expect(() => new Model!(one).validate()).not.toThrow();
      const broken = {
        ...one,
        spec: { ...(one.spec as object), unknownField: true, replicas: "four", accessModes: 7 },
      };
      if (["Deployment", "StatefulSet", "PersistentVolumeClaim"].includes(one.kind))
        expect(() => new Model!(broken).validate()).toThrow();
    },
  );

  it("names settings that exist, commands that are taken and volumes that are there", async () => {
    const pods = objects.flatMap(({ spec }) => podsOf(spec));
    const containers = pods.flatMap((pod) => pod.containers);
    const names = containers.flatMap(({ env = [] }) => env.map(({ name }) => name));
    expect(names.filter((name) => !KNOWN.has(name))).toEqual([]);
    for (const { args } of containers) if (args !== undefined) expect(await refusal(args)).toBe("");
    for (const pod of pods)
      for (const { volumeMounts = [] } of pod.containers)
        expect([...pod.volumes.map(({ name }) => name), "data"]).toEqual(
          expect.arrayContaining(volumeMounts.map(({ name }) => name)),
        );
    const values = containers.flatMap(({ env = [] }) =>
      env.flatMap(({ name, value }) => {
        const key = Object.keys(settings.shape).find((one) => environmentName(one) === name);
        return key === undefined ? [] : [[key, value] as const];
      }),
    );
    expect(values.length).toBeGreaterThan(5);
    for (const [key, value] of values)
      expect(settings.shape[key as keyof typeof settings.shape].safeParse(value).success, key).toBe(true);
  });
});

describe("deploy/compose.yml", () => {
  const compose = parse(textOf("compose.yml")) as {
    readonly services: Readonly<
      Record<string, { readonly command?: readonly string[]; readonly environment?: Readonly<Record<string, string>> }>
    >;
  };

  it("is what the schema of the compose specification takes", () => {
    const file = join(ROOT, "node_modules/dclint/schemas/compose.schema.json");
    const schema = JSON.parse(readFileSync(file, "utf8")) as AnySchema;
    const validate = new Ajv({ strict: false, validateFormats: false, validateSchema: false }).compile(schema);
    expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...compose, services: { worker: { replicas: 4 } } })).toBe(false);
  });

  it("names settings that exist and commands that are taken", async () => {
    const ours = Object.values(compose.services).filter(({ environment }) => environment !== undefined);
    expect(ours).toHaveLength(2);
    for (const { command = [], environment = {} } of ours) {
      expect(Object.keys(environment).filter((name) => !KNOWN.has(name))).toEqual([]);
      expect(await refusal(command)).toBe("");
    }
  });
});

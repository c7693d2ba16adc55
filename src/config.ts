import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { SEVERITIES } from "./domain/finding.ts";
import { UserError } from "./domain/user-error.ts";
import type { CredentialPlaces } from "./registry/login/credentials.ts";

const list = z.array(z.string().min(1));

/** Every setting: a flag, an environment variable EXHUME_NAME and a key of the file share one name and one check. */
export const settings = z.strictObject({
  db: z.string().min(1).default("exhume.db").describe("the case: one database file, with its key file beside it"),
  insecure: list.default([]).describe("registry hosts to reach over plain http; literal loopback needs none"),
  rules: list.default([]).describe("folders with rules of your own; a rule of the same id replaces ours"),
  concurrency: z.coerce.number().int().min(1).max(64).default(4).describe("blobs pulled and scanned at a time"),
  failOn: z
    .enum([...SEVERITIES, "never"])
    .default("low")
    .describe("lowest severity of an open secret that makes `audit` exit with 1"),
});

type Settings = z.infer<typeof settings>;

/** All that comes from outside. Frozen; after it is read nobody looks at the environment again. */
export interface Config extends Readonly<Settings> {
  readonly credentials: CredentialPlaces;
}

export interface ConfigInput {
  /** Flags as typed; undefined ones do not count. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder where `exhume.yml` is looked for. */
  readonly cwd: string;
}

const DEFAULT_FILE = "exhume.yml";

/** Flags before environment before file before defaults. Throws UserError `CONFIG_INVALID`. */
export function readConfig({ flags, env, cwd }: ConfigInput): Config {
  const file = typeof flags.config === "string" ? flags.config : env.EXHUME_CONFIG;
  const merged: Record<string, unknown> = {};
  for (const source of [fromFile(file, cwd), fromEnvironment(env), flags])
    for (const key of Object.keys(settings.shape)) if (source[key] !== undefined) merged[key] = source[key];
  return Object.freeze({ ...check(merged, "settings"), credentials: credentialPlaces(env) });
}

/** `failOn` -> `EXHUME_FAIL_ON`. */
export const environmentName = (key: string): string => `EXHUME_${key.replace(/[A-Z]/g, "_$&").toUpperCase()}`;

function fromEnvironment(env: ConfigInput["env"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings.shape).flatMap(([key, type]) => {
      const value = env[environmentName(key)];
      if (value === undefined || value === "") return [];
      return [[key, type.def.innerType === list ? value.split(",") : value]];
    }),
  );
}

function fromFile(named: string | undefined, cwd: string): Record<string, unknown> {
  const path = named ?? join(cwd, DEFAULT_FILE);
  if (named === undefined && !existsSync(path)) return {};
  const content = readYaml(path);
  check(content, path);
  return { ...(content as Record<string, unknown>) };
}

function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, "utf8")) ?? {};
  } catch (error) {
    throw invalid(`${path}: ${error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : "cannot be read"}`);
  }
}

function check(values: unknown, from: string): Settings {
  const result = settings.safeParse(values);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid([from, issue?.path.join("."), issue?.message].filter(Boolean).join(": "));
}

const invalid = (message: string): UserError =>
  new UserError({
    code: "CONFIG_INVALID",
    message,
    hint: "exhume audit --help and the table in README.md list the settings",
  });

/** Docker's and podman's places in their order (docker/cli config; containers-auth.json(5)). */
function credentialPlaces(env: ConfigInput["env"]): CredentialPlaces {
  const home = env.HOME ?? homedir();
  const runtime = env.XDG_RUNTIME_DIR;
  const files = [
    join(env.DOCKER_CONFIG ?? join(home, ".docker"), "config.json"),
    ...(env.REGISTRY_AUTH_FILE === undefined ? [] : [env.REGISTRY_AUTH_FILE]),
    ...(runtime === undefined ? [] : [join(runtime, "containers", "auth.json")]),
    join(env.XDG_CONFIG_HOME ?? join(home, ".config"), "containers", "auth.json"),
  ];
  const inline = env.DOCKER_AUTH_CONFIG;
  return { files, ...(inline === undefined || inline === "" ? {} : { inline }) };
}

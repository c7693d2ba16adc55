import { onTestFinished } from "vitest";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { type BuiltLayer, digestOf, image } from "../support/image.ts";
import { type RegistryOptions, startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

/** A value that the rules find by its own checksum. */
export const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);

export const openCase = (
  flags: Readonly<Record<string, unknown>> = {},
  env: Readonly<Record<string, string>> = {},
): TestCase => {
  const opened = createTestCase(flags, env);
  onTestFinished(() => opened.remove());
  return opened;
};

export const openRegistry = async (options: RegistryOptions = {}): Promise<TestRegistry> => {
  const registry = await startRegistry(options);
  onTestFinished(async () => registry.close());
  return registry;
};

export interface Shown {
  readonly verdict: "complete" | "incomplete";
  /** `path exposure` of each image of each occurrence, sorted. */
  readonly secrets: readonly string[];
  /** `status reason` of what the ledger names, without what no registry lists. */
  readonly losses: readonly string[];
}

/** What the report of a case says. */
export const shownBy = async (opened: TestCase): Promise<Shown> => {
  const { verdict, secrets, coverage } = (await opened.report()).model;
  const places = secrets.flatMap(({ occurrences }) =>
    occurrences.flatMap(({ path, images }) => images.map(({ exposure }) => `${path} ${exposure}`)),
  );
  const losses = coverage.entries.filter(({ status }) => status !== "unlistable");
  return { verdict, secrets: places.sort(), losses: losses.map(({ status, reason }) => `${status} ${reason}`) };
};

/** Audits one image of these layers, base first, served by a registry. */
export const auditLayers = async (...layers: readonly BuiltLayer[]): Promise<Shown> => {
  const registry = await openRegistry();
  registry.push("app", image({ layers }), { tags: ["1"] });
  const opened = openCase();
  await opened.audit(registry.host);
  return shownBy(opened);
};

/** A layer of stored bytes as they are. */
export const stored = (bytes: Uint8Array, compression: BuiltLayer["compression"] = "gzip"): BuiltLayer => ({
  bytes,
  digest: digestOf(bytes),
  diffId: digestOf(bytes),
  compression,
});

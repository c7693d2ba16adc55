import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exhume, startExhume } from "../support/exhume.ts";
import { type BuiltLayer, gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";

/** Enough for threads to be started. */
const LAYERS = 4;
const NOISE_BYTES = 4 * 1024 * 1024;
const TWO = ["--threads", "2"];

const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);

const large = (number: number): BuiltLayer =>
  gzipLayer([
    layer.file(
      `usr/lib/noise-${number}`,
      createHash("shake256", { outputLength: NOISE_BYTES }).update(`${number}`).digest(),
    ),
    layer.file("app/.env", `GITHUB_TOKEN=${token(800 + number)}\n`),
  ]);

let registry: TestRegistry;
let layers: readonly BuiltLayer[];
beforeEach(async () => {
  registry = await startRegistry();
  layers = Array.from({ length: LAYERS }, (_, number) => large(number));
  registry.push("team/app", image({ layers }), { tags: ["v1"] });
});
afterEach(async () => registry.close());

interface Listed {
  readonly title: string;
  readonly preview: string;
  readonly occurrences: readonly Readonly<Record<"blob" | "path" | "line" | "span" | "confidence", unknown>>[];
}

/** All of each secret but what the key and the dates of a case change. */
const secretsOf = async (cwd: string): Promise<readonly string[]> => {
  const { stdout } = await exhume(["secrets", "--json"], { cwd });
  return (JSON.parse(stdout) as readonly Listed[])
    .map(({ title, preview, occurrences }) => {
      const places = occurrences.map(({ blob, path, line, span, confidence }) => [blob, path, line, span, confidence]);
      return JSON.stringify([title, preview, places]);
    })
    .sort();
};

/** A program that each thread runs as it starts. */
const countThreads = (folder: string, started: string): string => {
  const path = join(folder, "count-threads.cjs");
  const append = `require("node:fs").appendFileSync(${JSON.stringify(started)}, "thread ")`;
  writeFileSync(path, `if (!require("node:worker_threads").isMainThread) ${append};\n`);
  return path;
};

it("threads find what one thread finds, pull each blob once, and say the same", async () => {
  const [one, two] = [scratch(), scratch()];
  const inline = await exhume(["audit", registry.host, "--threads", "1"], { cwd: one });
  const before = new Map(registry.fetches);
  const started = join(two, "started");
  const env = { NODE_OPTIONS: `--require ${countThreads(two, started)}` };
  const threads = await exhume(["audit", registry.host, ...TWO], { cwd: two, env });
  expect([inline.status, threads.status]).toEqual([1, 1]);
  expect(readFileSync(started, "utf8")).toBe("thread thread ");
  const found = await secretsOf(two);
  expect(found).toHaveLength(LAYERS);
  expect(found).toEqual(await secretsOf(one));
  for (const { digest } of layers) expect((registry.fetches.get(digest) ?? 0) - (before.get(digest) ?? 0)).toBe(1);
  const withoutIds = (text: string): string => text.replace(/\b[0-9a-f]{12}\b/g, "ID");
  expect(withoutIds(threads.stdout)).toBe(withoutIds(inline.stdout));
});

describe("a large layer that is the only one", () => {
  const FILES = 40;
  const shared = gzipLayer(
    Array.from({ length: FILES }, (_, number) => [
      layer.file(
        `usr/lib/noise-${number}`,
        createHash("shake256", { outputLength: 300_000 }).update(`shared ${number}`).digest(),
      ),
      layer.file(`app/${number}/.env`, `GITHUB_TOKEN=${token(900 + number)}\n`),
    ]).flat(),
  );
  const target = (): string => `${registry.host}/team/large:v1`;
  beforeEach(() => registry.push("team/large", image({ layers: [shared] }), { tags: ["v1"] }));

  it("is scanned by two threads, which find what one finds", async () => {
    const [one, two] = [scratch(), scratch()];
    const started = join(two, "started");
    const env = { NODE_OPTIONS: `--require ${countThreads(two, started)}` };
    expect((await exhume(["audit", target(), "--threads", "1"], { cwd: one })).status).toBe(1);
    expect((await exhume(["audit", target(), ...TWO], { cwd: two, env })).status).toBe(1);
    expect(readFileSync(started, "utf8")).toBe("thread thread ");
    const found = await secretsOf(two);
    expect(found).toHaveLength(FILES);
    expect(found).toEqual(await secretsOf(one));
  });

  it("is left by both on Ctrl-C, and scanned in the next run", async () => {
    const cwd = scratch();
    const path = new RegExp(`/blobs/${shared.digest}$`);
    registry.faults.add({ path, kind: "stall", at: 8_000_000 });
    const child = startExhume(["audit", target(), ...TWO], { cwd });
    while (registry.fetches.get(shared.digest) === undefined) await setTimeout(20);
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([130, null]);
    expect((await exhume(["audit", target(), ...TWO], { cwd })).status).toBe(1);
    expect(await secretsOf(cwd)).toHaveLength(FILES);
  });
});

it("values are sealed in the threads: nothing else of them is in the case", async () => {
  const cwd = scratch();
  const recipient = await identityToRecipient(await generateX25519Identity());
  const { status, stderr } = await exhume(["audit", registry.host, ...TWO, "--seal", recipient], { cwd });
  expect([status, stderr]).toEqual([1, expect.not.stringContaining("not sealed")]);
  const bytes = ["exhume.db", "exhume.db-wal"].map((name) => {
    try {
      return readFileSync(join(cwd, name)).toString("latin1");
    } catch {
      return "";
    }
  });
  for (let number = 0; number < LAYERS; number++) expect(bytes.join("")).not.toContain(token(800 + number));
});

it("Ctrl-C ends the threads; what was scanned is kept and not pulled again", async () => {
  const cwd = scratch();
  const [stalled] = [...layers].sort((a, b) => b.bytes.length - a.bytes.length);
  registry.faults.add({ path: new RegExp(`/blobs/${stalled?.digest}$`), kind: "stall", at: 1_000_000 });
  const child = startExhume(["audit", registry.host, ...TWO, "--json"], { cwd });
  let seen = 0;
  createInterface({ input: child.stdout! }).on("line", (line) => {
    if (JSON.parse(line).kind === "layer" && ++seen === LAYERS - 1) child.kill("SIGINT");
  });
  expect(await once(child, "close")).toEqual([130, null]);
  const before = new Map(registry.fetches);
  expect((await exhume(["audit", registry.host, ...TWO], { cwd })).status).toBe(1);
  const again = layers.filter(({ digest }) => registry.fetches.get(digest) !== before.get(digest));
  expect(again.map(({ digest }) => digest)).toEqual([stalled?.digest]);
  expect(await secretsOf(cwd)).toHaveLength(LAYERS);
});

it.each(["100MB", "1TB", "much"])("--max-memory %s is no amount that can be kept", async (amount) => {
  const { status, stderr } = await exhume(["audit", registry.host, "--max-memory", amount], { cwd: scratch() });
  expect(status).toBe(2);
  expect(stderr).toContain("maxMemory: write 512MB or 2GB, 128MB at the least");
});

import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { collect } from "../../support/collect.ts";
import { gzipLayer, image, layer } from "../../support/image.ts";
import type { Answer } from "../../support/registry/answer.ts";
import { listAll, listedGaps, listedNames, openSource, testRegistry } from "../../support/source.ts";

const { signal } = new AbortController();
const blob = gzipLayer([layer.file("data", randomBytes(400_000))]);
const app = image({ layers: [blob] });

const pack = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, "content-encoding": "gzip" },
  body: gzipSync(answer.body),
});

/** A registry behind a proxy that packs everything, whatever it was asked for. */
const packing = async () => {
  const registry = await testRegistry({ pageSize: 1, auth: { kind: "bearer" } });
  registry.push("app", app, { tags: ["1", "2"] });
  return registry;
};

const readBlob = async (host: string): Promise<number> => {
  const source = await openSource(`${host}/app`);
  const descriptor = { digest: blob.digest, size: blob.bytes.length, mediaType: "" };
  return Buffer.concat(await collect(source.blob({ registry: host, name: "app" }, descriptor, signal))).length;
};

it("lists, tokens, manifests and blobs that a proxy packs on the way are read", async () => {
  const registry = await packing();
  registry.faults.add({ path: /./, times: Infinity, kind: "change", change: pack });
  const source = await openSource(registry.host);
  expect(listedNames(await listAll(source))).toEqual(["app:1", "app:2"]);
  const manifest = await source.manifest({ repository: { registry: registry.host, name: "app" }, tag: "1" }, signal);
  expect(manifest.layers.map(({ digest }) => digest)).toEqual([blob.digest]);
  expect(await readBlob(registry.host)).toBe(blob.bytes.length);
});

it("of one that breaks off in the middle all is asked for again: a part could not be unpacked", async () => {
  const registry = await packing();
  registry.faults.add({ path: /\/blobs\//, kind: "cut", at: 200_000 });
  registry.faults.add({ path: /\/blobs\//, times: Infinity, kind: "change", change: pack });
  expect(await readBlob(registry.host)).toBe(blob.bytes.length);
});

it("a small answer that unpacks to more than it may hold is refused", async () => {
  const registry = await packing();
  const bomb: Answer = { status: 200, headers: {}, body: Buffer.alloc(17 * 1024 * 1024, " ") };
  registry.faults.add({ path: /_catalog$/, times: Infinity, kind: "change", change: () => pack(bomb) });
  expect(listedGaps(await listAll(await openSource(registry.host)))).toEqual([
    expect.stringMatching(/^unreachable .*: its gzip is broken, or larger than 16777216 bytes/),
  ]);
});

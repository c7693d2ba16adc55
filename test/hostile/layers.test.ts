import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createGzip, gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { expand } from "../support/samples.ts";
import { paxEntry, sealHeader, tarball, tarEntry, tarHeader } from "../support/tar.ts";
import { zstdFrame, zstdWindow, zstdZeros } from "../support/zstd.ts";
import { HONEST_SECRET, imageOf, startHostile } from "./hostile-server.ts";
import { auditHostile, expectHeld, expectHonest, type HostileRun } from "./run-hostile.ts";

const MEBIBYTE = 1024 * 1024;
const octal = (size: number): string => size.toString(8).padStart(11, "0");

/** gzip of `count` times the same bytes behind others; what is large when it is unpacked is small in memory. */
const gzipped = async (
  head: Uint8Array,
  { piece, count }: { readonly piece: Uint8Array; readonly count: number },
): Promise<Buffer> => {
  const gzip = createGzip({ level: 1 });
  const parts: Buffer[] = [];
  gzip.on("data", (part: Buffer) => parts.push(part));
  gzip.write(head);
  for (let done = 0; done < count; done++) if (!gzip.write(piece)) await once(gzip, "drain");
  gzip.end();
  await once(gzip, "end");
  return Buffer.concat(parts);
};

/** An image for each layer, so that each can be told from the others in the ledger. */
const auditLayers = async (...layers: readonly Uint8Array[]): Promise<HostileRun> => {
  const { host } = await startHostile(
    undefined,
    layers.map((bytes) => imageOf(bytes)),
  );
  return auditHostile(host);
};
const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);
const shown = (run: HostileRun): readonly string[] =>
  (run.model?.secrets ?? []).flatMap(({ occurrences }) => occurrences.map(({ path }) => path)).sort();

it("T8 bombs of gzip and zstd, a million members and frames are unpacked in constant memory", async () => {
  const zeros = Buffer.alloc(MEBIBYTE);
  const one = gzipSync(Buffer.from("a"));
  const run = await auditLayers(
    await gzipped(tarHeader({ path: "zeros", size: octal(384 * MEBIBYTE) }), { piece: zeros, count: 384 }),
    zstdZeros(1024),
    Buffer.concat(Array(100_000).fill(one)),
    Buffer.concat(Array(10_000).fill(zstdFrame(Buffer.from("x")))),
  );
  expectHeld(run, /partial blob .*unpacks to more than 2000 times its size: the rest is not scanned/);
});

it("T8 a million entries, and four layers of 100,000 long paths each", async () => {
  const paths = (layer: number): Buffer[] =>
    Array.from({ length: 100_000 }, (_, at) =>
      tarHeader({ path: `${layer}/${"d/".repeat(20)}${String(at).padStart(57, "x")}` }),
    );
  const run = await auditLayers(
    await gzipped(Buffer.alloc(0), { piece: Buffer.concat(Array(2000).fill(tarHeader({ path: "a" }))), count: 500 }),
    ...[1, 2, 3, 4].map((layer) => gzipSync(Buffer.concat(paths(layer)), { level: 1 })),
  );
  expect(run.status).toBe(0);
  expectHonest(run);
});

it("T9 zstd windows are refused before they are allocated, and large ones taken one after the other", async () => {
  const block = Buffer.from([1, 0, 0]);
  const large = Array.from({ length: 4 }, (_, at) => {
    const frame = zstdZeros(48 + at);
    frame[5] = (26 - 10) << 3;
    return frame;
  });
  const run = await auditLayers(
    Buffer.concat([zstdWindow(30), block]),
    Buffer.concat([zstdWindow(31), block]),
    ...large,
  );
  expectHeld(
    run,
    /zstd window of 1073741824 bytes is over the limit/,
    /zstd window of 2147483648 bytes is over the limit/,
  );
});

it("T10 endless headers, sizes that are none, directories with bodies", async () => {
  const endless = await gzipped(tarHeader({ path: "p", type: "x", size: octal(384 * MEBIBYTE) }), {
    piece: Buffer.alloc(MEBIBYTE, "9 a=bcde\n"),
    count: 384,
  });
  const many = Buffer.concat([
    tarEntry({ path: "p", type: "x", content: Buffer.alloc(MEBIBYTE, "8 aa=bc\n") }),
    tarHeader({ path: "f" }),
  ]);
  const run = await auditLayers(
    endless,
    await gzipped(Buffer.alloc(0), { piece: many, count: 30 }),
    gzipSync(Buffer.concat([paxEntry([["size", "abc"]]), tarEntry({ path: "abc", content: token(1) })])),
    gzipSync(Buffer.concat([paxEntry([["size", "-1"]]), tarEntry({ path: "negative", content: token(1) })])),
    gzipSync(tarball([{ path: "dir/", type: "5", content: `a=${token(1)}\n` }])),
    await gzipped(Buffer.alloc(0), {
      piece: Buffer.concat([tarEntry({ path: "p", type: "x", content: "zzz" }), tarHeader({ path: "f" })]),
      count: 200_000,
    }),
  );
  expect(run.status).toBe(3);
  expect(run.ledger).toContainEqual(
    expect.stringMatching(/tar header of 402653184 bytes is over the limit of 1048576/),
  );
  expect(run.ledger).toContainEqual(expect.stringMatching(/the pax size of a tar entry is no number/));
  expect(run.ledger).toContainEqual(expect.stringMatching(/199000 more losses in this blob/));
  expect(run.ledger.length).toBeLessThan(1100);
  // The honest secret, and one at three places.
  expect(run.model?.secrets).toHaveLength(2);
  expect(shown(run)).toEqual([
    "<unparsed tar data at byte 1024>",
    "<unparsed tar data at byte 1024>",
    "app/.env",
    "dir",
  ]);
  expect(run.peakBytes ?? 0).toBeLessThan(300 * MEBIBYTE);
});

it("T11 what one reader takes for a body and another for entries is seen, and what follows damage", async () => {
  const sparse = tarHeader({ path: "sparse", type: "S", size: octal(512) });
  sparse[482] = 1;
  const body = Buffer.alloc(512, `a=${token(1)}\n`);
  const run = await auditLayers(
    gzipSync(tarball([{ path: "link", type: "2", linkname: "x", content: `a=${token(1)}\n` }])),
    gzipSync(tarball([{ path: "device", type: "3", content: `a=${token(1)}\n` }])),
    gzipSync(Buffer.concat([tarEntry({ path: "a", content: "1" }), Buffer.from(`junk ${token(1)}\n`.repeat(40))])),
    gzipSync(Buffer.concat([sealHeader(sparse), Buffer.alloc(512), body, Buffer.alloc(1024)])),
  );
  expect(run.ledger).toContainEqual(
    expect.stringMatching(/a block is no tar header: the rest is scanned as one document/),
  );
  expect([...new Set(shown(run))]).toEqual([
    "<unparsed tar data at byte 1024>",
    "app/.env",
    "device",
    "link",
    "sparse",
  ]);
});

it("T12 members behind padding, trailing bytes and damage are seen, and said", async () => {
  const file = (path: string): Buffer => gzipSync(tarball([{ path, content: `a=${token(1)}\n` }]));
  const broken = Buffer.concat([gzipSync(tarEntry({ path: "a", content: `b=${token(1)}\n` })).subarray(0, -4)]);
  const run = await auditLayers(
    Buffer.concat([gzipSync(tarEntry({ path: "a", content: "1" })), Buffer.alloc(100), file("padded")]),
    Buffer.concat([gzipSync(tarball([{ path: "a", content: "2" }])), Buffer.from(`c=${token(1)}\n`)]),
    broken,
  );
  expectLedger(
    run,
    /a gzip member behind zero padding/,
    /data after the end of the gzip stream/,
    /the gzip stream ends early/,
  );
  expect(shown(run)).toEqual(["<data outside of the compressed stream>", "a", "app/.env", "padded"]);
});

const expectLedger = (run: HostileRun, ...reasons: readonly RegExp[]): void => {
  expect(run.status).toBe(3);
  for (const reason of reasons) expect(run.ledger).toContainEqual(expect.stringMatching(reason));
};

it("T13 a layer without padding and end is no loss", async () => {
  const bare = Buffer.concat([tarHeader({ path: "a", size: octal(2) }), Buffer.from("hi")]);
  const run = await auditLayers(gzipSync(bare));
  expect(run.status).toBe(0);
});

it("T14 nothing of a layer is ever written to the disk", async () => {
  const run = await auditLayers(
    gzipSync(
      tarball([
        { path: "../../../../tmp/exhume-owned", content: "owned" },
        { path: "/tmp/exhume-owned", content: "owned" },
        { path: "here", type: "2", linkname: "/tmp" },
        { path: "here/exhume-owned", content: "owned" },
      ]),
    ),
  );
  expect(run.status).toBe(0);
  expect(existsSync("/tmp/exhume-owned")).toBe(false);
  expect(readdirSync(run.cwd).filter((name) => !/^(?:peak|exhume\.db.*)$/.test(name))).toEqual([]);
});

it("T8 files full of what looks like secrets are counted, and bloat neither memory nor case", async () => {
  const lines = Buffer.from(Array.from({ length: 250 }, (_, seed) => `TOKEN=${token(seed)}\n`).join(""));
  const same = Buffer.concat(
    Array.from({ length: 3000 }, (_, at) => tarEntry({ path: `same/${at}`, content: `T=${token(1)}\n` })),
  );
  const long = Array.from({ length: 20 }, (_, at) =>
    Buffer.concat([
      paxEntry([["path", `${at}/${"p".repeat(MEBIBYTE - 40)}`]]),
      tarEntry({ path: "f", content: `T=${token(1)}\n` }),
    ]),
  );
  const run = await auditLayers(
    await gzipped(tarHeader({ path: "fakes", size: octal(lines.length * 400) }), { piece: lines, count: 400 }),
    await gzipped(Buffer.alloc(0), { piece: tarEntry({ path: "many", content: lines }), count: 60 }),
    gzipSync(same),
    gzipSync(Buffer.concat(long)),
  );
  expectLedger(
    run,
    /200 findings stored, \d+ more matches counted/,
    /12000 findings in this blob: 10000 of them are kept/,
    /3000 findings in this blob: 1000 of them are kept/,
  );
  expect(run.peakBytes ?? 0).toBeLessThan(300 * MEBIBYTE);
  expect(run.traces.length).toBeLessThan(64 * MEBIBYTE);
  expect(run.traces).not.toContain(HONEST_SECRET);
  expect(run.traces).not.toContain(token(1));
});

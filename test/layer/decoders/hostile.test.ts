import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { javaClass } from "../../../src/layer/decoders/code/java-class.ts";
import { deb } from "../../../src/layer/decoders/deb.ts";
import { LAYER_LIMITS } from "../../../src/layer/limits.ts";
import { scanLayer } from "../../../src/layer/scan-layer.ts";
import { cpioFile } from "../../support/cpio.ts";
import { sqliteFile } from "../../support/sqlite.ts";
import { tarball, tarEntry } from "../../support/tar.ts";
import { zipFile } from "../../support/zip.ts";
import { zstdFrame, zstdWindow } from "../../support/zstd.ts";
import { chunks } from "../chunks.ts";
import { createSecretScanner, secret } from "../secret-scanner.ts";
import { scanEntries, scanFile } from "./scan-container.ts";

const MIB = 1024 * 1024;
const last = { path: "last", content: secret(9) };
const bomb = (mebibytes: number): Buffer => gzipSync(Buffer.alloc(mebibytes * MIB));

describe("a defect of ours that a file brings to light", () => {
  afterEach(() => vi.restoreAllMocks());

  it("is told of that container, and all else of the layer is found", async () => {
    const break_ = (): never => {
      throw new RangeError("Invalid array length");
    };
    vi.spyOn(deb, "decode").mockImplementation(break_);
    vi.spyOn(javaClass, "decodeWhole").mockImplementation(break_);
    const debs = zipFile([{ path: "a.deb", content: `!<arch>\ndebian-binary ${secret(2)}` }, last]);
    const program = Buffer.concat([Buffer.from("cafebabe00000034", "hex"), Buffer.from(secret(3)), Buffer.alloc(64)]);
    const { found, skips } = await scanEntries([
      { path: "first", content: secret(1) },
      { path: "d.zip", content: debs },
      { path: "K.class", content: program },
      last,
    ]);
    expect(found).toEqual([
      `K.class: ${secret(3)}`,
      `d.zip!/a.deb: ${secret(2)}`,
      `d.zip!/last: ${secret(9)}`,
      `first: ${secret(1)}`,
      `last: ${secret(9)}`,
    ]);
    expect(skips).toEqual([
      expect.stringMatching(
        /^d\.zip!\/a\.deb: its rest is not unpacked: internal error \(RangeError\): please report it/,
      ),
      expect.stringMatching(/^K\.class: its rest is not unpacked: internal error/),
    ]);
  });
});

describe("bombs", () => {
  it("one file that unpacks without end: what came before it is found, and the files of the layer behind it", async () => {
    const content = zipFile([
      { path: "first", content: secret(1) },
      { path: "a.gz", content: gzipSync(bomb(64)) },
    ]);
    const { found, skips } = await scanEntries([{ path: "z.zip", content }, last], {
      limits: { ratioFrom: 8 * MIB, ratio: 100 },
    });
    expect(found).toEqual([`last: ${secret(9)}`, `z.zip!/first: ${secret(1)}`]);
    expect(skips).toEqual([
      "z.zip: unpacks to more than 100 times its size: the rest is not unpacked, but scanned as it is",
    ]);
  });

  it("many files: the limit of unpacked bytes is that of all containers of a layer, and all files are still read", async () => {
    const entries = Array.from({ length: 20 }, (_, n) => ({ path: `${n}.gz`, content: bomb(4) }));
    const { found, skips, documents } = await scanEntries([...entries, last], { limits: { unpackedBytes: 16 * MIB } });
    expect(found).toEqual([`last: ${secret(9)}`]);
    expect(documents).toBeLessThan(50);
    expect(skips[0]).toMatch(/^[34]\.gz: containers unpack to more than 16777216 bytes/);
  });

  it("100 MiB of zeros in a jar in a war take no memory", async () => {
    const war = zipFile([
      { path: "a.jar", content: zipFile([{ path: "zeros", content: Buffer.alloc(100 * MIB) }, last]) },
    ]);
    const before = process.memoryUsage().rss;
    const { found, skips } = await scanFile("a.war", war);
    expect(process.memoryUsage().rss - before).toBeLessThan(80 * MIB);
    expect({ found, skips }).toEqual({ found: [`a.war!/a.jar!/last: ${secret(9)}`], skips: [] });
  });

  it("30,000 empty entries are no reason to stop, and a limit for them is kept", async () => {
    const entries = Array.from({ length: 30_000 }, (_, n) => ({ path: `${n}`, content: "" }));
    const zip = zipFile([...entries, last]);
    expect(await scanFile("e.zip", zip)).toMatchObject({ found: [`e.zip!/last: ${secret(9)}`], skips: [] });
    const { skips } = await scanFile("e.zip", zip, { limits: { unpackedBytes: 10 * MIB } });
    expect(skips).toEqual([expect.stringMatching(/^e\.zip: containers unpack to more/)]);
  });
});

describe("zstd with a large window", () => {
  it("in a layer that has one itself does not wait for ever: it is not unpacked, and said", async () => {
    const large = (content: Uint8Array): Buffer => Buffer.concat([zstdWindow(24), zstdFrame(content).subarray(6)]);
    const blob = large(tarball([{ path: "x.zst", content: large(Buffer.from(secret(1))) }, last]));
    const { findings, skips } = await scanLayer(
      chunks(blob, 1000),
      { scanner: createSecretScanner(), limits: LAYER_LIMITS },
      new AbortController().signal,
    );
    expect(findings.map(({ preview }) => preview)).toContain(secret(9));
    expect(skips).toEqual([
      { path: "x.zst", reason: "zstd window of 16777216 bytes is over the limit of 8388608: not unpacked" },
    ]);
  });
});

it("a layer whose source fails inside a container ends with that error", async () => {
  const tar = tarEntry({ path: "x.zip", content: zipFile([{ path: "a", content: "a".repeat(5000), method: 0 }]) });
  const source = (async function* () {
    yield tar.subarray(0, 2000);
    throw new Error("connection lost");
  })();
  const scanned = scanLayer(
    source,
    { scanner: createSecretScanner(), limits: LAYER_LIMITS },
    new AbortController().signal,
  );
  await expect(scanned).rejects.toThrow("connection lost");
});

describe("nested 100 deep", () => {
  const packers = {
    zip: (content: Buffer) => zipFile([{ path: "in.zip", content }]),
    gzip: (content: Buffer) => gzipSync(content),
    zstd: (content: Buffer) => zstdFrame(content),
    tar: (content: Buffer) => tarball([{ path: "in.tar", content }]),
  };
  it.each(Object.entries(packers))("%s", async (_, pack) => {
    let content = pack(Buffer.from(secret(1)));
    for (let depth = 1; depth < 100; depth++) content = pack(content);
    const { skips } = await scanEntries([{ path: "deep", content }, last]);
    expect(skips).toEqual([expect.stringMatching(/more than 5 containers in one another: not unpacked$/)]);
  });
});

describe("whatever the bytes", () => {
  const valid = [
    zipFile([
      { path: "a", content: `x${secret(1)}` },
      { path: "b.gz", content: gzipSync(secret(2)) },
    ]),
    zipFile([{ path: "d", content: `y${secret(1)}`, descriptor: "bare" }]),
    gzipSync(tarball([{ path: "t", content: secret(3) }])),
    zstdFrame(Buffer.from(secret(4))),
    tarball([{ path: "j.jar", content: zipFile([{ path: "s", content: secret(5), method: 0 }]) }]),
    cpioFile([
      { path: "c", content: secret(6) },
      { path: "e.gz", content: gzipSync(secret(7)) },
    ]),
    sqliteFile("CREATE TABLE t (a)", `INSERT INTO t VALUES ('${secret(8)}')`),
    readFileSync(join(import.meta.dirname, "../../../fixtures/python/settings.cpython-312.pyc")),
  ];
  const damage = fc.array(fc.record({ at: fc.nat(5000), byte: fc.nat(255) }), { maxLength: 12 });

  it("a damaged container neither throws nor hangs, and the files around it are read", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...valid),
        damage,
        fc.nat(5000),
        fc.integer({ min: 1, max: 700 }),
        async (whole, hits, cut, size) => {
          const content = Buffer.from(whole.subarray(0, Math.max(40, whole.length - (cut % whole.length))));
          for (const { at, byte } of hits) content[4 + (at % (content.length - 4))] = byte;
          const { found } = await scanEntries([{ path: "x", content }, last], { sizes: [size] });
          expect(found).toContain(`last: ${secret(9)}`);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("noise behind the magic of a format neither throws nor hangs", async () => {
    const magic = fc.constantFrom(
      "PK\x03\x04",
      "PK\x05\x06",
      "\x1f\x8b\x08\0",
      "\x28\xb5\x2f\xfd",
      "!<arch>\n",
      "BZh91AY&SY",
      "\xca\xfe\xba\xbe\0\0\0\x3d",
      `\xa7\r\r\n${"\0".repeat(12)}\xe3`,
      "07070100000000",
      "SQLite format 3\0\x02\0",
      "\xed\xab\xee\xdb",
      "]\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0",
      "\xfd7zXZ\0\0\x0a\xe1\xfb\x0c\xa1",
      "PACK\0\0\0\x02",
    );
    await fc.assert(
      fc.asyncProperty(magic, fc.uint8Array({ maxLength: 2000 }), async (start, noise) => {
        const content = Buffer.concat([Buffer.from(start, "latin1"), noise]);
        const { found } = await scanEntries([{ path: "x.pack", content }, last]);
        expect(found).toContain(`last: ${secret(9)}`);
      }),
      { numRuns: 300 },
    );
  });

  it("however the layer is cut, the same is found, once", async () => {
    const tar = tarball([...valid.map((content, n) => ({ path: `f${n}`, content })), last]);
    const scan = (sizes: readonly number[]) =>
      scanLayer(
        chunks(tar, ...sizes),
        { scanner: createSecretScanner(), limits: LAYER_LIMITS },
        new AbortController().signal,
      );
    const whole = await scan([tar.length]);
    expect(whole.findings).toHaveLength(29);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 }), async (sizes) => {
        expect(await scan(sizes)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it("a secret is found wherever it stands in a container", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(200_000), fc.integer({ min: 1, max: 90_000 }), async (before, size) => {
        const content = Buffer.concat([Buffer.alloc(before, "-"), Buffer.from(secret(1)), Buffer.alloc(1000, "-")]);
        const zip = zipFile([{ path: "in.gz", content: gzipSync(content, { level: 0 }) }]);
        const { found } = await scanFile("z", zip, { sizes: [size] });
        expect(found).toEqual([`z!/in.gz!/in: ${secret(1)}`]);
      }),
      { numRuns: 60 },
    );
  });
});

it("a layer that is cut inside a container keeps what was before", async () => {
  const zip = zipFile([
    { path: "a", content: secret(1) },
    { path: "b", content: "b".repeat(100), method: 0 },
  ]);
  const tar = tarEntry({ path: "z.zip", content: zip }).subarray(0, 512 + 100);
  const { findings, skips } = await scanLayer(
    chunks(tar, 64),
    { scanner: createSecretScanner(), limits: LAYER_LIMITS },
    new AbortController().signal,
  );
  expect(findings.map(({ document }) => document.path)).toEqual(["z.zip!/a"]);
  expect(skips.length).toBeGreaterThan(0);
});

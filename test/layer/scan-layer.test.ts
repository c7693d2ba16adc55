import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { DocumentInfo } from "../../src/domain/finding.ts";
import { readPathSets } from "../../src/domain/path-sets.ts";
import { LAYER_LIMITS } from "../../src/layer/limits.ts";
import { HEADERS_PATH } from "../../src/layer/member-scan.ts";
import { LEFTOVER_PATH, scanLayer } from "../../src/layer/scan-layer.ts";
import { gzipLayer, layer, plainLayer, zstdLayer } from "../support/image.ts";
import { seeded } from "../support/random.ts";
import { paxEntry, tarball, tarEntry } from "../support/tar.ts";
import { chunks } from "./chunks.ts";
import { createSecretScanner, secret } from "./secret-scanner.ts";

const NEVER = new AbortController().signal;

const scan = async (
  bytes: Uint8Array,
  { sizes = [65_536], limits = LAYER_LIMITS, opened = [] as DocumentInfo[] } = {},
) => {
  const { findings, ...rest } = await scanLayer(
    chunks(bytes, ...sizes),
    { scanner: createSecretScanner(opened), limits },
    NEVER,
  );
  return {
    ...rest,
    found: findings.map(({ preview, document, line, span }) => ({ preview, ...document, line, span })),
  };
};
const found = async (bytes: Uint8Array) =>
  (await scan(bytes)).found.map(({ path, preview }) => `${path}: ${preview}`).sort();

const ENTRIES = [
  layer.directory("app"),
  layer.file("app/.env", `A=1\nB=2\nTOKEN=${secret(1)}\n`),
  layer.file("app/empty"),
  layer.file("app/big.bin", `${"x".repeat(300_000)}${secret(2)}${"\0".repeat(300_000)}${secret(3)}`),
  layer.whiteout("app/old"),
  layer.opaque("tmp"),
  layer.symlink("link", "app/.env"),
];
const EXPECTED = [
  { path: "app/.env", preview: secret(1), line: 3, span: { start: 14, end: 29 } },
  { path: "app/big.bin", preview: secret(2), line: 1, span: { start: 300_000, end: 300_015 } },
  { path: "app/big.bin", preview: secret(3), line: 1, span: { start: 600_015, end: 600_030 } },
].map((finding) => ({ ...finding, kind: "file" }));

describe.each([{ packed: gzipLayer(ENTRIES) }, { packed: zstdLayer(ENTRIES) }, { packed: plainLayer(ENTRIES) }])(
  "a layer, compression $packed.compression",
  ({ packed }) => {
    it("gives findings under the paths of its entries, and its paths", async () => {
      const { found, skips, unpackedBytes, paths } = await scan(packed.bytes);
      expect({ found, skips }).toEqual({ found: EXPECTED, skips: [] });
      expect(unpackedBytes).toBe(tarball(ENTRIES).length);
      const { verdict } = readPathSets(paths ?? { files: "", directories: "", whiteouts: "", opaques: "" });
      expect(["app/.env", "app/empty", "app/old", "tmp/x", "link", "app", "app/other"].map(verdict)).toEqual([
        "overwritten",
        "overwritten",
        "deleted",
        "deleted",
        "overwritten",
        "overwritten",
        undefined,
      ]);
    });

    it("gives the same however the stream is cut", async () => {
      const whole = await scan(packed.bytes);
      const random = seeded("cuts");
      for (let turn = 0; turn < 10; turn++) {
        const sizes = Array.from({ length: 20 }, () => 1 + Math.floor(random() * 5000));
        expect(await scan(packed.bytes, { sizes })).toEqual(whole);
      }
    });
  },
);

describe("every byte is scanned", () => {
  it("link targets, xattrs, long names, padding", async () => {
    const padded = Buffer.from(tarEntry({ path: "p", content: "x" }));
    padded.write(secret(5), 600);
    const tar = Buffer.concat([
      tarEntry({ path: "l", type: "2", linkname: secret(1) }),
      paxEntry([["SCHILY.xattr.user.note", secret(2)]]),
      tarEntry({ path: "x" }),
      tarEntry({ path: `${"d/".repeat(60)}${secret(3)}` }),
      tarEntry({ path: `name-${secret(4)}` }),
      padded,
      Buffer.alloc(1024),
    ]);
    const { found, skips } = await scan(gzipSync(tar));
    expect(new Set(found.map(({ preview }) => preview))).toEqual(new Set([1, 2, 3, 4, 5].map(secret)));
    expect(new Set(found.map(({ path }) => path))).toEqual(new Set([HEADERS_PATH]));
    expect(skips).toEqual([]);
  });

  it("bodies of whiteouts and of entries that have none elsewhere", async () => {
    const tar = tarball([
      { path: ".wh.a", content: secret(1) },
      { path: "b", type: "2", content: secret(2) },
      { path: "c/", type: "5", content: secret(3) },
    ]);
    expect(await found(tar)).toEqual([`.wh.a: ${secret(1)}`, `b: ${secret(2)}`, `c: ${secret(3)}`]);
  });

  it("a secret across the border of two gzip members", async () => {
    const tar = tarball([{ path: "a", content: secret(1) }]);
    const cut = 512 + 7;
    expect(await found(Buffer.concat([gzipSync(tar.subarray(0, cut)), gzipSync(tar.subarray(cut))]))).toEqual([
      `a: ${secret(1)}`,
    ]);
  });

  it("behind the compressed stream", async () => {
    const { found, skips } = await scan(Buffer.concat([gzipLayer(ENTRIES).bytes, Buffer.from(secret(9))]));
    expect(found.at(-1)).toMatchObject({ path: LEFTOVER_PATH, preview: secret(9), span: { start: 0, end: 15 } });
    expect(found).toHaveLength(4);
    expect(skips).toEqual([{ reason: expect.stringContaining("after the end of the gzip stream") }]);
  });

  it("behind the tar", async () => {
    const tar = Buffer.concat([tarball([{ path: "a", content: secret(1) }]), Buffer.from(`rest ${secret(2)}`)]);
    const { found, skips } = await scan(gzipSync(tar));
    const path = "<unparsed tar data at byte 2048>";
    expect(found.map(({ preview, path }) => ({ preview, path }))).toEqual([
      { preview: secret(1), path: "a" },
      { preview: secret(2), path },
    ]);
    expect(skips).toEqual([{ path, reason: expect.any(String) }]);
  });

  it("what a cut layer still holds", async () => {
    const { found, skips } = await scan(zstdLayer(ENTRIES).bytes.subarray(0, 450_000));
    expect(found.slice(0, 2)).toEqual(EXPECTED.slice(0, 2));
    expect(skips.map(({ path }) => path)).toEqual([undefined, "app/big.bin"]);
  });
});

describe("a blob that is no tar", () => {
  it("is one document without a path, and whole", async () => {
    const bytes = Buffer.from(`chart: x\ntoken: ${secret(1)}\n`);
    const { found, skips, paths, documents } = await scan(bytes);
    expect(found).toMatchObject([{ path: "", preview: secret(1), line: 2 }]);
    expect({ skips, paths, documents }).toEqual({ skips: [], paths: undefined, documents: 1 });
  });

  it("nothing at all is nothing", async () => {
    expect(await scan(Buffer.alloc(0))).toMatchObject({ found: [], skips: [], documents: 0, unpackedBytes: 0 });
  });
});

describe("bounds", () => {
  it("keeps as many findings as the limit says, and tells how many there are", async () => {
    const content = Array.from({ length: 50 }, (_, n) => secret(n)).join("\n");
    const { found, skips } = await scan(plainLayer([layer.file("a", content)]).bytes, {
      limits: { ...LAYER_LIMITS, findings: 20 },
    });
    expect(found).toHaveLength(20);
    expect(skips).toEqual([{ reason: expect.stringMatching(/^50 findings .* 20 of them are kept/) }]);
  });

  it("empty files open no document", async () => {
    const opened: DocumentInfo[] = [];
    const entries = Array.from({ length: 1000 }, (_, n) => layer.file(`empty/${n}`));
    const { documents } = await scan(plainLayer(entries).bytes, { opened });
    expect(opened.map(({ path }) => path)).toEqual([HEADERS_PATH]);
    expect(documents).toBe(1);
  });

  it("200,000 empty entries take little memory", async () => {
    const entries = (async function* () {
      for (let n = 0; n < 200; n++) {
        const block = Array.from({ length: 1000 }, (_, k) => tarEntry({ path: `f/${n}/${k}` }));
        yield Buffer.concat(block);
      }
    })();
    const before = process.memoryUsage().rss;
    const { paths, skips } = await scanLayer(entries, { scanner: createSecretScanner(), limits: LAYER_LIMITS }, NEVER);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    expect(skips).toEqual([]);
    expect(Buffer.from(paths?.files ?? "", "base64").length).toBeGreaterThan(5 * 199_990);
  });

  it("a GiB in one file passes through in constant memory", async () => {
    const block = Buffer.alloc(1024 * 1024);
    const stream = (async function* () {
      yield tarEntry({ path: "big", size: "10000000000\0", content: "" });
      for (let n = 0; n < 1024; n++) yield block;
      yield Buffer.from(secret(1));
    })();
    const before = process.memoryUsage().rss;
    const scanned = await scanLayer(stream, { scanner: createSecretScanner(), limits: LAYER_LIMITS }, NEVER);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    expect(scanned.unpackedBytes).toBe(1024 ** 3 + 512 + 15);
  });

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    let closed = false;
    const stream = (async function* () {
      try {
        for (;;) {
          yield Buffer.alloc(10_000, "x");
          controller.abort(new Error("enough"));
        }
      } finally {
        closed = true;
      }
    })();
    const scanned = scanLayer(stream, { scanner: createSecretScanner(), limits: LAYER_LIMITS }, controller.signal);
    await expect(scanned).rejects.toThrow("enough");
    expect(closed).toBe(true);
  });
});

import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { DocumentInfo } from "../../../src/domain/finding.ts";
import {
  createKnownFiles,
  type KnownFiles,
  knownFile,
  knownMemory,
  type Outcome,
} from "../../../src/layer/known/known-files.ts";
import { LAYER_LIMITS } from "../../../src/layer/limits.ts";
import { HEADERS_PATH } from "../../../src/layer/member-scan.ts";
import { scanLayer } from "../../../src/layer/scan-layer.ts";
import { layer } from "../../support/image.ts";
import { tarball } from "../../support/tar.ts";
import { chunks } from "../chunks.ts";
import { LAYERS, LIMITS } from "../hard-layers.ts";
import { createSecretScanner, secret } from "../secret-scanner.ts";

const NEVER = new AbortController().signal;

interface Scan {
  readonly files?: KnownFiles;
  readonly limits?: Partial<typeof LAYER_LIMITS>;
}

const scan = async (bytes: Uint8Array, { files, limits }: Scan = {}) => {
  const opened: DocumentInfo[] = [];
  const scanner = createSecretScanner(opened);
  const options = { scanner, limits: { ...LAYER_LIMITS, ...limits }, ...(files && { files }) };
  const result = await scanLayer(chunks(bytes, 200_000), options, NEVER);
  return { result, opened: opened.map(({ path }) => path).filter((path) => path !== HEADERS_PATH) };
};

const known = (): KnownFiles => createKnownFiles(knownMemory());

describe("a layer that comes again", () => {
  const sameEachTime = async (bytes: Uint8Array, limits: Partial<typeof LAYER_LIMITS>) => {
    const alone = await scan(bytes, { limits });
    const files = known();
    let opened = 0;
    for (let turn = 0; turn < 4; turn++) {
      const { result, ...again } = await scan(bytes, { files, limits });
      expect(result).toEqual(alone.result);
      opened = again.opened.length;
    }
    expect(opened).toBeLessThan(alone.opened.length);
  };
  const [, FIRST] = LAYERS[0]!;

  it.each(LAYERS)("%s, says the same", async (_, bytes) => sameEachTime(bytes, {}));
  it.each(LIMITS)("says the same up to its limits: %s", async (_, limits) => sameEachTime(FIRST, limits));

  const packed = (at: number) => gzipSync(Buffer.concat([Buffer.alloc(1_000_000), Buffer.from(secret(at))]));
  const bytes = tarball(Array.from({ length: 8 }, (_, at) => layer.file(`app/${at}.gz`, packed(at))));

  it("says all of what is in containers where others of the same files hit a limit", async () => {
    const files = known();
    for (let turn = 0; turn < 4; turn++) {
      const { result } = await scan(bytes, { files, limits: { unpackedBytes: 4_000_000 } });
      expect(result.skips.length).toBeGreaterThan(0);
    }
    const { result } = await scan(bytes, { files });
    expect(result).toEqual((await scan(bytes)).result);
    expect(result.findings).toHaveLength(8);
  });

  it("stops at its limit when all of its files are known", async () => {
    const files = known();
    for (let turn = 0; turn < 4; turn++) await scan(bytes, { files });
    const limits = { unpackedBytes: 4_000_000 };
    expect((await scan(bytes, { files, limits })).result).toEqual((await scan(bytes, { limits })).result);
  });
});

describe("a file that comes again", () => {
  const often = async (...entries: readonly Parameters<typeof layer.file>[]) => {
    const files = known();
    const bytes = tarball(entries.map((entry) => layer.file(...entry)));
    for (let turn = 0; turn < 4; turn++) await scan(bytes, { files });
    return files;
  };
  const openedOf = async (files: KnownFiles, path: string, content: string | Uint8Array) =>
    (await scan(tarball([layer.file(path, content)]), { files })).opened;

  it("is not scanned the fifth time, with secrets or without", async () => {
    const files = await often(["app/a", "nothing"], ["app/b", secret(1)], ["app/c.gz", gzipSync(secret(2))]);
    expect(await openedOf(files, "app/a", "nothing")).toEqual([]);
    expect(await openedOf(files, "app/b", secret(1))).toEqual([]);
    expect(await openedOf(files, "app/c.gz", gzipSync(secret(2)))).toEqual([]);
    const { result } = await scan(tarball([layer.file("app/c.gz", gzipSync(secret(2)))]), { files });
    expect(result.findings.map(({ preview, document }) => [preview, document.path])).toEqual([
      [secret(2), "app/c.gz!/c"],
    ]);
  });

  it("is scanned when one byte of it is another, or its path", async () => {
    const files = await often(["app/a", "nothing"]);
    expect(await openedOf(files, "app/a", "n0thing")).toEqual(["app/a"]);
    expect(await openedOf(files, "app/b", "nothing")).toEqual(["app/b"]);
  });

  it("is known in pieces, too", async () => {
    const large = Buffer.alloc(3_000_000, "line\n");
    const files = await often(["app/large", large]);
    expect(await openedOf(files, "app/large", large)).toEqual([]);
    large[2_900_000] = 0x78;
    expect(await openedOf(files, "app/large", large)).toEqual(["app/large"]);
  });

  it("is read each time where it says whose files are", async () => {
    const manifest = ["srv/node_modules/pad/package.json", '{"name":"pad","version":"1.0.0"}'] as const;
    expect(await openedOf(await often([...manifest]), ...manifest)).toEqual([manifest[0]]);
  });

  it("takes the place of one before in its own layer only", async () => {
    const files = await often(["app/.env", secret(1)]);
    const bytes = tarball([layer.file("app/.env", secret(1)), layer.file("app/.env", secret(1))]);
    const { result } = await scan(bytes, { files });
    expect(result.findings.map(({ superseded = false }) => superseded)).toEqual([true, false]);
    expect(result).toEqual((await scan(bytes)).result);
  });
});

describe("what is remembered of files with secrets", () => {
  const file = (at: number) => knownFile(`app/${at}`, NOTHING);
  const outcome = (reason: string): Outcome => ({
    events: [{ type: "note", skip: { reason } }],
    found: [],
    unpacked: 0,
  });

  it("is bounded, and of files that come in turns some are still known", () => {
    const files = known();
    for (let at = 0; at < 1000; at++) files.add(file(at), outcome(`${at}: ${"x".repeat(20_000)}`));
    const found = Array.from({ length: 1000 }, (_, at) => files.find(file(at))?.events.at(-1)).filter(Boolean);
    expect(found.length).toBeGreaterThan(100);
    expect(found.length).toBeLessThan(900);
  });

  it("is not so much that it takes the place of all others", () => {
    const files = known();
    files.add(file(1), outcome("x".repeat(1_000_000)));
    expect(files.find(file(1))).toBeUndefined();
  });
});

const NOTHING = new Uint8Array(0);

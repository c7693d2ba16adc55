import { describe, expect, it } from "vitest";
import { scanFile } from "../../src/audit/scan-file.ts";
import { createSecretScanner, secret } from "../layer/secret-scanner.ts";
import { layer, plainLayer } from "../support/image.ts";
import { zipFile } from "../support/zip.ts";

const NEVER = new AbortController().signal;
const scan = async (stream: AsyncIterable<Uint8Array>, path = "disk/file") => {
  const scanner = createSecretScanner();
  const { findings, skips, bytes } = await scanFile(stream, { path, scanner, masker: scanner, reason: String }, NEVER);
  return { found: findings.map(({ document, preview }) => `${document.path}: ${preview}`), skips, bytes };
};

describe("a file that is scanned as a layer is", () => {
  it("keeps what was read before the disk failed, and says so", async () => {
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`a ${secret(1)} b`);
      throw new Error("EIO");
    };
    expect(await scan(stream())).toEqual({
      found: [`disk/file: ${secret(1)}`],
      skips: [{ path: "disk/file", reason: "Error: EIO" }],
      bytes: 19,
    });
  });

  it.each(["BZh91AY&SY", "\xfd7zXZ\0"])("loses nothing of layers by its format", async (magic) => {
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from(magic, "latin1");
    };
    const { skips } = await scan(stream());
    expect(skips.filter(({ reason }) => reason.includes("layers"))).toEqual([]);
  });

  it("names what stands inside of an archive behind the file, and masks a secret in a path", async () => {
    const { bytes } = plainLayer([layer.file("etc/x", secret(1)), layer.file(`etc/${secret(2)}/y`, secret(3))]);
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      yield bytes;
    };
    const { found } = await scan(stream());
    expect(found).toContain(`disk/file!/etc/x: ${secret(1)}`);
    expect(found).toContain(`disk/file!/etc/•••/y: ${secret(3)}`);
  });

  it("names what stands in a container inside of a container", async () => {
    const inner = zipFile([{ path: "conf/app.env", content: Buffer.from(secret(4)) }]);
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      yield zipFile([{ path: "lib/a.jar", content: inner }]);
    };
    const { found } = await scan(stream(), "b.war");
    expect(found).toContain(`b.war!/lib/a.jar!/conf/app.env: ${secret(4)}`);
  });

  it("opens what only its name tells of", async () => {
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from(JSON.stringify({ version: 3, sources: ["src/a.ts"], sourcesContent: [secret(5)] }));
    };
    expect((await scan(stream(), "dist/a.js.map")).found).toEqual([`dist/a.js.map!/src/a.ts: ${secret(5)}`]);
  });
});

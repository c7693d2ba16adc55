import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LAYER_LIMITS } from "../../../src/layer/limits.ts";
import { scanLayer } from "../../../src/layer/scan-layer.ts";
import { bytes, seeded } from "../../support/random.ts";
import { tarball, tarEntry } from "../../support/tar.ts";
import { requireTool } from "../../support/tools.ts";
import { zipFile } from "../../support/zip.ts";
import { createSecretScanner, secret } from "../secret-scanner.ts";
import { scanEntries, scanFile } from "./scan-container.ts";

const xz = (content: string | Uint8Array, ...options: readonly string[]): Buffer =>
  execFileSync("xz", ["-c", ...options], { input: Buffer.from(content), maxBuffer: 1 << 30 });
const last = { path: "last", content: secret(9) };
const random = seeded("xz");
const noise = bytes(random, 100_000).toString("hex");

describe.skipIf(!requireTool("xz"))("an xz file", () => {
  it.each([["-0"], ["-9"], ["--check=crc32"], ["--check=sha256"], ["--check=none"], ["--block-size=50000"]])(
    "%s",
    async (option) => {
      const { found, skips } = await scanFile("log.xz", xz(`${noise}${secret(1)}`, option), { sizes: [777] });
      expect({ found, skips }).toEqual({ found: [`log.xz!/log: ${secret(1)}`], skips: [] });
    },
  );

  it("of a tar, in a jar", async () => {
    const tar = tarball([{ path: "etc/x", content: secret(1) }]);
    const { found, skips } = await scanFile("a.jar", zipFile([{ path: "b.tar.xz", content: xz(tar) }]));
    expect({ found, skips }).toEqual({ found: [`a.jar!/b.tar.xz!/etc/x: ${secret(1)}`], skips: [] });
  });

  it("made of several, with padding", async () => {
    const content = Buffer.concat([xz("SECRET-0000"), xz(`0001 ${secret(2)}`), Buffer.alloc(8)]);
    expect(await scanFile("x.xz", content)).toMatchObject({
      found: [1, 2].map((n) => `x.xz!/x: ${secret(n)}`),
      skips: [],
    });
  });

  it("made of several, with checks that are rare, in several blocks", async () => {
    const options = ["--check=sha256", "--block-size=5000"];
    const content = Buffer.concat([
      xz(`${noise}SECRET-0000`, ...options),
      Buffer.alloc(4),
      xz(`0001 ${secret(2)}`, ...options),
    ]);
    expect(await scanFile("x.xz", content, { sizes: [777] })).toMatchObject({
      found: [1, 2].map((n) => `x.xz!/x: ${secret(n)}`),
      skips: [],
    });
    const { found, skips } = await scanFile("x.xz", xz(`${secret(1)}${noise}`, ...options).subarray(0, -300));
    expect(found).toEqual([`x.xz!/x: ${secret(1)}`]);
    expect(skips).toEqual(["x.xz: the xz data ends early: the rest is lost"]);
  });

  it("in an xz file is not unpacked, said, and holds nobody up", async () => {
    const inner = tarball([
      { path: "in.xz", content: xz(`${"-".repeat(3000)}${secret(1)}`) },
      { path: "next", content: secret(2) },
    ]);
    const { found, skips } = await scanEntries([
      { path: "x.xz", content: xz(inner) },
      { path: "y.xz", content: xz(secret(3)) },
    ]);
    expect(found).toEqual([`x.xz!/next: ${secret(2)}`, `y.xz!/y: ${secret(3)}`]);
    expect(skips).toEqual(["x.xz!/in.xz: an xz file in an xz file: not unpacked, but scanned as it is"]);
  });

  it("in two layers that are read at the same time, or when one of them ends with an error", async () => {
    const content = xz(`${noise}${secret(1)}`);
    const failing = async function* () {
      yield tarEntry({ path: "x.xz", content }).subarray(0, 60_000);
      throw new Error("connection lost");
    };
    const options = { scanner: createSecretScanner(), limits: LAYER_LIMITS };
    const lost = expect(scanLayer(failing(), options, new AbortController().signal)).rejects.toThrow("connection lost");
    const scans = await Promise.all(["a.xz", "b.xz"].map((path) => scanFile(path, content, { sizes: [5000] })));
    await lost;
    expect(scans.flatMap(({ found }) => found)).toEqual(["a", "b"].map((name) => `${name}.xz!/${name}: ${secret(1)}`));
  });

  it("that is cut keeps what was before", async () => {
    const whole = xz(`${secret(1)}${noise}`, "--block-size=20000");
    const { found, skips } = await scanFile("x.xz", whole.subarray(0, whole.length / 2));
    expect(found).toEqual([`x.xz!/x: ${secret(1)}`]);
    expect(skips).toEqual(["x.xz: the xz data ends early: the rest is lost"]);
  });

  it("that is a bomb stops at the limits, and the next one is read", async () => {
    const limits = { ratioFrom: 1 << 20, ratio: 100 };
    const { found, skips } = await scanEntries(
      [
        { path: "bomb.xz", content: xz(Buffer.alloc(64 << 20)) },
        { path: "y.xz", content: xz(secret(3)) },
      ],
      { limits },
    );
    expect(found).toEqual([`y.xz!/y: ${secret(3)}`]);
    expect(skips).toEqual([
      "bomb.xz: unpacks to more than 100 times its size: the rest is not unpacked, but scanned as it is",
    ]);
  });

  it.each(["crc64", "sha256"])("with %s and any damage neither throws nor hangs", async (check) => {
    const whole = xz(`${secret(1)}${noise.slice(0, 3000)}`, `--check=${check}`);
    const hit = fc.record({ at: fc.integer({ min: 6, max: whole.length - 1 }), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(hit, { maxLength: 4 }),
        fc.integer({ min: 10, max: whole.length }),
        async (hits, cut) => {
          const content = Buffer.from(whole);
          for (const { at, byte } of hits) content[at] = byte;
          const { found } = await scanEntries([{ path: "x.xz", content: content.subarray(0, cut) }, last]);
          expect(found).toContain(`last: ${secret(9)}`);
        },
      ),
      { numRuns: 100 },
    );
  });
});

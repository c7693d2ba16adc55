import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createByteReader } from "../../../src/layer/byte-reader.ts";
import { LZMA_HEADER_BYTES, readLzmaHeader, unlzma } from "../../../src/layer/decoders/lzma/unlzma.ts";
import { bytes, seeded } from "../../support/random.ts";
import { tarball } from "../../support/tar.ts";
import { requireTool } from "../../support/tools.ts";
import { chunks } from "../chunks.ts";
import { secret } from "../secret-scanner.ts";
import { scanEntries, scanFile } from "./scan-container.ts";

const lzma = (content: string | Uint8Array, ...options: readonly string[]): Buffer =>
  execFileSync("xz", ["--format=lzma", "-c", ...options], { input: Buffer.from(content), maxBuffer: 1 << 30 });
/** With the size in the header instead of a mark at the end, as the LZMA SDK writes it. */
const sized = (packed: Buffer, size: number): Buffer => {
  const header = Buffer.from(packed);
  header.writeBigUInt64LE(BigInt(size), 5);
  return header;
};
const random = seeded("lzma");
const words = Array.from({ length: 60_000 }, () => ["lorem", "ipsum", "dolor", "sit "][Math.floor(random() * 4)]).join(
  " ",
);
const last = { path: "last", content: secret(9) };

const unpacked = async (packed: Buffer): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  const reader = createByteReader(chunks(packed.subarray(LZMA_HEADER_BYTES), 10_000));
  const options = { most: 1 << 26, note: (reason: string) => expect.fail(reason) };
  for await (const part of unlzma(reader, readLzmaHeader(packed)!, options)) parts.push(part);
  return Buffer.concat(parts);
};
const digest = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

describe.skipIf(!requireTool("xz"))("an LZMA file", () => {
  it.each([
    ["one byte", Buffer.from("x")],
    ["noise", bytes(random, 700_000)],
    ["text", Buffer.from(words)],
    [
      "text and noise",
      Buffer.concat([bytes(random, 300_000), Buffer.from(words), bytes(random, 1000), Buffer.from(words)]),
    ],
    ["one run", Buffer.alloc(5_000_000, 7)],
    ["numbers", Buffer.from(Array.from({ length: 100_000 }, (_, n) => n & 255))],
  ])("of %s is read as xz reads it, with every dictionary", async (_, content) => {
    for (const options of [["-0"], ["-9"], ["--lzma1=dict=4KiB"]])
      expect(digest(await unpacked(lzma(content, ...options)))).toBe(digest(content));
    expect(digest(await unpacked(sized(lzma(content), content.length)))).toBe(digest(content));
  });

  it("of a tar", async () => {
    const tar = tarball([{ path: "etc/x", content: secret(1) }]);
    expect(await scanFile("a.tar.lzma", lzma(tar), { sizes: [777] })).toMatchObject({
      found: [`a.tar.lzma!/etc/x: ${secret(1)}`],
      skips: [],
    });
  });

  it("that is cut keeps what was before", async () => {
    const whole = lzma(Buffer.concat([Buffer.from(secret(1)), bytes(random, 250_000)]));
    const { found, skips } = await scanFile("x.lzma", whole.subarray(0, -1000));
    expect(found).toContain(`x.lzma!/x: ${secret(1)}`);
    expect(skips).toEqual([
      expect.stringMatching(/^x\.lzma: the LZMA data is cut or damaged at byte \d+: the rest is/),
    ]);
  });

  it("that wants too large a dictionary, or unpacks without end", async () => {
    expect((await scanFile("x.lzma", lzma("x", "-9"), { limits: { heldBytes: 1 << 20 } })).skips).toEqual([
      "x.lzma: an LZMA dictionary of 67108864 bytes is over the limit of 1048576: not unpacked",
    ]);
    const { found, skips } = await scanEntries([{ path: "x.lzma", content: lzma(Buffer.alloc(64 << 20)) }, last], {
      limits: { ratioFrom: 1 << 20, ratio: 100 },
    });
    expect(found).toEqual([`last: ${secret(9)}`]);
    expect(skips).toEqual([expect.stringMatching(/^x\.lzma: unpacks to more than 100 times its size/)]);
  });

  it("with any damage neither throws nor hangs", async () => {
    const whole = lzma(Buffer.concat([bytes(random, 3000), Buffer.from(words.slice(0, 5000))]));
    const hit = fc.record({ at: fc.integer({ min: 14, max: whole.length - 1 }), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(hit, { maxLength: 4 }),
        fc.integer({ min: 14, max: whole.length }),
        async (hits, cut) => {
          const content = Buffer.from(whole);
          for (const { at, byte } of hits) content[at] = byte;
          const { found } = await scanEntries([{ path: "x.lzma", content: content.subarray(0, cut) }, last]);
          expect(found).toContain(`last: ${secret(9)}`);
        },
      ),
      { numRuns: 200 },
    );
  });
});

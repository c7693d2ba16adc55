import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createByteReader } from "../../../src/layer/byte-reader.ts";
import { bunzip2 } from "../../../src/layer/decoders/bzip2/bunzip2.ts";
import { bytes, seeded } from "../../support/random.ts";
import { tarball } from "../../support/tar.ts";
import { requireTool } from "../../support/tools.ts";
import { zipFile } from "../../support/zip.ts";
import { chunks } from "../chunks.ts";
import { secret } from "../secret-scanner.ts";
import { scanEntries, scanFile } from "./scan-container.ts";

const bzip2 = (content: string | Uint8Array, ...options: readonly string[]): Buffer =>
  execFileSync("bzip2", ["-c", ...options], { input: Buffer.from(content), maxBuffer: 1 << 30 });
const random = seeded("bzip2");
const last = { path: "last", content: secret(9) };

const unpacked = async (packed: Uint8Array, size = 10_000): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  const reader = createByteReader(chunks(packed, size));
  for await (const part of bunzip2(reader, (reason) => expect.fail(reason))) parts.push(part);
  return Buffer.concat(parts);
};

describe.skipIf(!requireTool("bzip2"))("a bzip2 file", () => {
  it.each([
    ["nothing", Buffer.alloc(0)],
    ["one byte", Buffer.from("x")],
    ["noise of several blocks", bytes(random, 2_500_000)],
    ["text", Buffer.from("the quick brown fox jumps over the lazy dog. ".repeat(50_000))],
    [
      "long runs",
      Buffer.from(
        `${"a".repeat(3)}${"b".repeat(4)}${"c".repeat(5)}${"d".repeat(258)}${"d".repeat(259)}${"e".repeat(100_000)}`,
      ),
    ],
    ["one run", Buffer.alloc(5_000_000, 7)],
    ["all bytes", Buffer.from(Array.from({ length: 100_000 }, (_, n) => n & 255))],
  ])("of %s is read as bzip2 reads it, at every level", async (_, content) => {
    for (const level of ["-1", "-5", "-9"]) expect(digest(await unpacked(bzip2(content, level)))).toBe(digest(content));
  });

  it("is read however it comes", async () => {
    const part = fc.tuple(fc.uint8Array({ maxLength: 4 }), fc.integer({ min: 1, max: 700 }));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 60 }), fc.integer({ min: 1, max: 500 }), async (parts, size) => {
        const content = Buffer.concat(parts.flatMap(([piece, times]) => Array<Uint8Array>(times).fill(piece)));
        expect(digest(await unpacked(bzip2(content), size))).toBe(digest(content));
      }),
      { numRuns: 25 },
    );
  });

  it("of a tar, in a jar, and of a log with a secret between two blocks", async () => {
    const log = Buffer.concat([bytes(random, 99_970), Buffer.from(secret(2)), bytes(random, 99_970)]);
    const tar = tarball([{ path: "etc/x", content: secret(1) }]);
    const { found, skips } = await scanFile(
      "a.jar",
      zipFile([
        { path: "b.tar.bz2", content: bzip2(tar) },
        { path: "c.log.bz2", content: bzip2(log, "-1") },
      ]),
    );
    expect({ found, skips }).toEqual({
      found: [`a.jar!/b.tar.bz2!/etc/x: ${secret(1)}`, `a.jar!/c.log.bz2!/c.log: ${secret(2)}`],
      skips: [],
    });
  });

  it("made of several", async () => {
    const content = Buffer.concat([bzip2("SECRET-0000"), bzip2(""), bzip2(`0001 ${secret(2)}`)]);
    expect(await scanFile("x.bz2", content)).toMatchObject({
      found: [1, 2].map((n) => `x.bz2!/x: ${secret(n)}`),
      skips: [],
    });
  });

  it("that is cut keeps the blocks before", async () => {
    const whole = bzip2(Buffer.concat([Buffer.from(secret(1)), bytes(random, 250_000)]), "-1");
    const { found, skips } = await scanFile("x.bz2", whole.subarray(0, -1000));
    expect(found).toEqual([`x.bz2!/x: ${secret(1)}`]);
    expect(skips).toEqual([expect.stringMatching(/^x\.bz2: the bzip2 data ends early at byte \d+: the rest is lost$/)]);
  });

  it("with a wrong checksum, and with something behind it", async () => {
    const content = bzip2(secret(1));
    content.writeUInt32BE(1, 10);
    expect(await scanFile("x.bz2", content)).toMatchObject({
      found: [`x.bz2!/x: ${secret(1)}`],
      skips: ["x.bz2: the checksum of a block of bzip2 data is wrong"],
    });
    expect(await scanFile("x.bz2", Buffer.concat([bzip2(secret(1)), Buffer.from(secret(2))]))).toMatchObject({
      found: [`x.bz2!/x: ${secret(1)}`, `x.bz2: ${secret(2)}`],
      skips: [expect.stringMatching(/^x\.bz2: data that is no bzip2 stream, from byte \d+: scanned as it is$/)],
    });
  });

  it("that unpacks without end is stopped", async () => {
    const bomb = bzip2(Buffer.alloc(64 << 20));
    const { found, skips } = await scanEntries([{ path: "x.bz2", content: bomb }, last], {
      limits: { ratioFrom: 1 << 20, ratio: 100 },
    });
    expect(found).toEqual([`last: ${secret(9)}`]);
    expect(skips).toEqual([expect.stringMatching(/^x\.bz2: unpacks to more than 100 times its size/)]);
  });

  it("with any damage neither throws nor hangs", async () => {
    const whole = bzip2(Buffer.concat([bytes(random, 3000), Buffer.alloc(3000, "x")]));
    const hit = fc.record({ at: fc.integer({ min: 10, max: whole.length - 1 }), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(hit, { maxLength: 4 }),
        fc.integer({ min: 10, max: whole.length }),
        async (hits, cut) => {
          const content = Buffer.from(whole);
          for (const { at, byte } of hits) content[at] = byte;
          const { found } = await scanEntries([{ path: "x.bz2", content: content.subarray(0, cut) }, last]);
          expect(found).toContain(`last: ${secret(9)}`);
        },
      ),
      { numRuns: 200 },
    );
  });
});

const digest = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

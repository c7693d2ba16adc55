import { constants, deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type DecompressOptions, decompress, type PackFormat } from "../../src/layer/decompress.ts";
import type { InflateMode } from "../../src/layer/inflate-member.ts";
import { LAYER_LIMITS, type LayerLimits } from "../../src/layer/limits.ts";
import { bytes as randomBytes, seeded } from "../support/random.ts";
import { zstdFrame, zstdSkippable, zstdWindow, zstdZeros } from "../support/zstd.ts";
import { chunks } from "./chunks.ts";

interface Result {
  readonly format: PackFormat | undefined;
  readonly data: Buffer;
  readonly leftover: string;
  readonly reasons: readonly string[];
}

const MODES: readonly InflateMode[] = ["here", "beside", "streaming"];

const unpack = async (
  source: AsyncIterable<Uint8Array>,
  limits: LayerLimits = LAYER_LIMITS,
  options: DecompressOptions = {},
): Promise<Result> => {
  const unpacked = decompress(source, limits, options);
  const data: Uint8Array[] = [];
  const leftover: Uint8Array[] = [];
  for await (const { bytes, leftover: isLeftover } of unpacked.pieces)
    (isLeftover ? leftover : data).push(Buffer.from(bytes));
  const { format, unpackedBytes, skips } = unpacked.report();
  const all = Buffer.concat(data);
  expect(unpackedBytes).toBe(all.length);
  return {
    format,
    data: all,
    leftover: Buffer.concat(leftover).toString(),
    reasons: skips.map(({ reason }) => reason),
  };
};

const gzip = (text: string): Buffer => gzipSync(text);
const zeros = (length: number): Buffer => Buffer.alloc(length);
const flip = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = ~(copy[index] ?? 0) & 0xff;
  return copy;
};
/** RFC 1952: FEXTRA, FNAME, FCOMMENT and FHCRC set, deflate data and trailer of `text` behind. */
const withHeaderFields = (text: string): Buffer => {
  const fixed = Buffer.from([0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3]);
  const fields = Buffer.concat([Buffer.from([2, 0]), Buffer.from("xxname\0comment\0"), zeros(2)]);
  return Buffer.concat([fixed, fields, gzip(text).subarray(10)]);
};
/** Written by the zstd program: literals and sequences, no stored blocks; once with a checksum. */
const ZSTD_TEXT = `NPM_TOKEN=SECRET-a1b2c3d4\nline two line two line two\n${"some text that repeats\n".repeat(200)}`;
const ZSTD_SAMPLES = [
  "KLUv/WAtES0CAHQDTlBNX1RPS0VOPVNFQ1JFVC1hMWIyYzNkNApsaW5lIHR3byAKc29tZXh0IHRoYXQgcmVwZWF0cwMAvkNnvwBAxrk8AQ==",
  "KLUv/WQtETUCAKQDTlBNX1RPS0VOPVNFQ1JFVC1hMWIyYzNkNApsaW5lIHR3byAKc29tZSB0ZXh0IHRoYXQgcmVwZWF0cwIAv0Nn38a5PAFc//Z2",
].map((base64) => Buffer.from(base64, "base64"));
const noise = randomBytes(seeded("noise"), 50_000).toString("base64");

interface Case {
  readonly name: string;
  readonly stored: Buffer;
  readonly format?: PackFormat;
  readonly data?: string;
  readonly leftover?: string;
  readonly reasons?: readonly RegExp[];
}

const CASES: readonly Case[] = [
  { name: "gzip", stored: gzip("hello"), format: "gzip", data: "hello" },
  { name: "gzip of nothing", stored: gzip(""), format: "gzip" },
  { name: "members", stored: Buffer.concat([gzip("a"), gzip(""), gzip("b")]), format: "gzip", data: "ab" },
  { name: "large members", stored: Buffer.concat([gzip(noise), gzip(noise)]), format: "gzip", data: noise + noise },
  { name: "zero padding", stored: Buffer.concat([gzip("a"), zeros(9999)]), format: "gzip", data: "a" },
  {
    name: "a member behind zero padding",
    stored: Buffer.concat([gzip("a"), zeros(700), gzip("b")]),
    format: "gzip",
    data: "ab",
    reasons: [/behind zero padding/],
  },
  {
    name: "a large member behind zero padding",
    stored: Buffer.concat([gzip(noise), zeros(70_000), gzip(noise)]),
    format: "gzip",
    data: noise + noise,
    reasons: [/behind zero padding/],
  },
  {
    name: "trailing garbage",
    stored: Buffer.concat([gzip("a"), Buffer.from("junk")]),
    format: "gzip",
    data: "a",
    leftover: "junk",
    reasons: [/data after the end of the gzip stream/],
  },
  {
    name: "trailing garbage behind much data",
    stored: Buffer.concat([gzip(noise), zeros(3), Buffer.from("junk")]),
    format: "gzip",
    data: noise,
    leftover: "junk",
    reasons: [/data after the end of the gzip stream/],
  },
  { name: "no trailer", stored: gzip("abc").subarray(0, -8), format: "gzip", data: "abc", reasons: [/ends early/] },
  {
    name: "half a trailer",
    stored: gzip("abc").subarray(0, -3),
    format: "gzip",
    data: "abc",
    leftover: gzip("abc").subarray(-8, -3).toString(),
    reasons: [/ends early/],
  },
  { name: "wrong CRC", stored: flip(gzip("abc"), -8), format: "gzip", data: "abc", reasons: [/checksum/] },
  { name: "wrong length", stored: flip(gzip("abc"), -1), format: "gzip", data: "abc", reasons: [/checksum/] },
  {
    name: "wrong CRC, then a member",
    stored: Buffer.concat([flip(gzip("abc"), -8), gzip("d")]),
    format: "gzip",
    data: "abcd",
    reasons: [/checksum/],
  },
  {
    name: "fields in the header",
    stored: withHeaderFields("abc"),
    format: "gzip",
    data: "abc",
    leftover: "\x02\0xxname\0comment\0\0\0",
  },
  {
    name: "half a header",
    stored: gzip("a").subarray(0, 5),
    format: "gzip",
    leftover: gzip("a").toString("utf8", 0, 5),
    reasons: [/header/],
  },
  { name: "zstd", stored: zstdFrame(Buffer.from("hello")), format: "zstd", data: "hello" },
  { name: "zstd of nothing", stored: zstdFrame(zeros(0)), format: "zstd" },
  { name: "zstd blocks", stored: zstdFrame(Buffer.from(noise.repeat(5))), format: "zstd", data: noise.repeat(5) },
  ...ZSTD_SAMPLES.map((stored, n) => ({ name: `zstd sample ${n}`, stored, format: "zstd" as const, data: ZSTD_TEXT })),
  {
    name: "zstd frames",
    stored: Buffer.concat([...ZSTD_SAMPLES, zstdFrame(Buffer.from("x"))]),
    format: "zstd",
    data: `${ZSTD_TEXT}${ZSTD_TEXT}x`,
  },
  {
    name: "skippable frames before, between and behind",
    stored: Buffer.concat([
      zstdSkippable(Buffer.from("one")),
      zstdFrame(Buffer.from("a")),
      zstdSkippable(Buffer.from("two")),
      zstdFrame(Buffer.from("b")),
      zstdSkippable(Buffer.from("three")),
    ]),
    format: "zstd",
    data: "ab",
    leftover: "onetwothree",
  },
  {
    name: "zstd and zeros",
    stored: Buffer.concat([zstdFrame(Buffer.from("a")), zeros(99)]),
    format: "zstd",
    data: "a",
  },
  {
    name: "zstd and garbage",
    stored: Buffer.concat([zstdFrame(Buffer.from("a")), Buffer.from("junk")]),
    format: "zstd",
    data: "a",
    leftover: "junk",
    reasons: [/no zstd frame/],
  },
  {
    name: "zstd, cut in a block",
    stored: zstdFrame(Buffer.concat([Buffer.alloc(128 * 1024, "a"), Buffer.from("bcdef")])).subarray(0, -2),
    format: "zstd",
    data: "a".repeat(128 * 1024),
    leftover: "\x29\0\0bcd",
    reasons: [/cut or damaged/],
  },
  {
    name: "zstd, reserved block",
    stored: Buffer.concat([zstdWindow(20), Buffer.from([7, 0, 0])]),
    format: "zstd",
    leftover: "(\uFFFD/\uFFFD\0P\x07\0\0",
    reasons: [/cut or damaged/],
  },
  {
    name: "zstd, huge window",
    stored: zstdWindow(41),
    format: "zstd",
    leftover: "(\uFFFD/\uFFFD\0\uFFFD",
    reasons: [/window of 2199023255552 bytes/],
  },
  { name: "plain", stored: Buffer.from("just text"), format: "plain", data: "just text" },
  {
    name: "bzip2 is a file",
    stored: Buffer.from("BZh91AY&SY"),
    format: "plain",
    data: "BZh91AY&SY",
  },
  { name: "a text about bzip2", stored: Buffer.from("BZh is how"), format: "plain", data: "BZh is how" },
  { name: "one byte", stored: Buffer.from("x"), format: "plain", data: "x" },
  { name: "nothing", stored: zeros(0), format: "plain" },
];

const CUTS = [
  { cut: "whole", sizes: [Number.POSITIVE_INFINITY] },
  { cut: "in 4 KiB", sizes: [4096] },
  { cut: "in odd pieces", sizes: [1, 7, 3, 1000, 2] },
];

describe.each(CUTS.flatMap((cut) => MODES.map((inflate) => ({ ...cut, inflate }))))("unpacks $inflate, $cut", (how) => {
  it.each(CASES)("$name", async ({ stored, format, data = "", leftover = "", reasons = [] }) => {
    const result = await unpack(chunks(stored, ...how.sizes), LAYER_LIMITS, { inflate: how.inflate });
    expect(result.format).toBe(format);
    expect(result.data.toString()).toBe(data);
    expect(result.leftover).toBe(leftover);
    expect(result.reasons).toHaveLength(reasons.length);
    for (const [at, reason] of reasons.entries()) expect(result.reasons[at]).toMatch(reason);
  });
});

describe.each(MODES)("damage inside the deflate data, unpacked %s", (inflate) => {
  it.each([4096, 65_536, 1_000_000])("costs only what is behind it, chunks of %d", async (size) => {
    const text = randomBytes(seeded("damage"), 600_000).toString("base64");
    const stored = gzipSync(text);
    // Block type 3 does not exist: whatever stands here, soon it is wrong.
    stored.fill(0xff, 400_000, 400_100);
    const { data, reasons } = await unpack(chunks(stored, size), LAYER_LIMITS, { inflate });
    expect(data.length).toBeGreaterThan(300_000);
    expect(text.startsWith(data.toString("latin1", 0, 300_000))).toBe(true);
    expect(reasons[0]).toMatch(/damaged|checksum/);
  });

  it("a tiny layer keeps its beginning", async () => {
    const text = randomBytes(seeded("tiny"), 20_000).toString("base64");
    const open = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH });
    const reserved = Buffer.from([0x07, 0, 0, 0]);
    const stored = Buffer.concat([gzip("").subarray(0, 10), open, reserved]);
    const { data, reasons } = await unpack(chunks(stored), LAYER_LIMITS, { inflate });
    expect(data.length).toBeGreaterThan(20_000);
    expect(text.startsWith(data.toString())).toBe(true);
    expect(reasons).toEqual([expect.stringContaining("damaged")]);
  });
});

it.each(MODES)("reads 20,000 members, as eStargz has one per file, %s", async (inflate) => {
  const members = Array.from({ length: 20_000 }, (_, n) => gzipSync(`file ${n}\n`, { level: 1 }));
  const { data, reasons } = await unpack(chunks(Buffer.concat(members), 65_536), LAYER_LIMITS, { inflate });
  expect(reasons).toEqual([]);
  expect(data.toString().split("\n")).toHaveLength(20_001);
});

describe("bombs", () => {
  const MIB = 1024 * 1024;
  const limits = { ...LAYER_LIMITS, unpackedBytes: 64 * MIB, ratioFrom: 16 * MIB };
  const drained = async (stored: Buffer, bounds: LayerLimits) => {
    const unpacked = decompress(chunks(stored, 65_536), bounds);
    const before = process.memoryUsage().rss;
    let grown = 0;
    for await (const _ of unpacked.pieces) grown = Math.max(grown, process.memoryUsage().rss - before);
    return { ...unpacked.report(), grown };
  };

  it("gzip: stops at the limit of unpacked bytes, in constant memory", async () => {
    const { skips, unpackedBytes, grown } = await drained(gzipSync(zeros(512 * MIB), { level: 1 }), limits);
    expect(skips).toEqual([{ reason: expect.stringMatching(/unpacked bytes/) }]);
    expect(unpackedBytes).toBeLessThan(70 * MIB);
    expect(grown).toBeLessThan(150 * MIB);
  });

  it("gzip: a whole one goes through in constant memory", async () => {
    const { skips, unpackedBytes, grown } = await drained(gzipSync(zeros(400 * MIB), { level: 1 }), LAYER_LIMITS);
    expect({ skips, unpackedBytes }).toEqual({ skips: [], unpackedBytes: 400 * MIB });
    expect(grown).toBeLessThan(150 * MIB);
  });

  it("zstd: stops at the ratio", async () => {
    const { skips, unpackedBytes, grown } = await drained(zstdZeros(300), limits);
    expect(skips).toEqual([{ reason: expect.stringMatching(/2000 times/) }]);
    expect(unpackedBytes).toBeLessThan(20 * MIB);
    expect(grown).toBeLessThan(150 * MIB);
  });

  it("a window header alone allocates nothing", async () => {
    const { skips, grown } = await drained(zstdWindow(30), LAYER_LIMITS);
    expect(skips).toHaveLength(1);
    expect(grown).toBeLessThan(20 * MIB);
  });

  it("the source is read to its end, so that its digest can be checked", async () => {
    let ended = false;
    const source = async function* () {
      yield* chunks(gzipSync(zeros(128 * MIB), { level: 1 }), 4096);
      ended = true;
    };
    await unpack(source(), { ...limits, unpackedBytes: MIB });
    expect(ended).toBe(true);
  });
});

describe("the source", () => {
  it("is read no faster than the pieces are taken", async () => {
    let pulled = 0;
    const source = async function* () {
      for await (const chunk of chunks(gzipSync(randomBytes(seeded("pressure"), 4_000_000)), 16_384)) {
        pulled++;
        yield chunk;
      }
    };
    const pieces = decompress(source(), LAYER_LIMITS).pieces[Symbol.asyncIterator]();
    await pieces.next();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(pulled).toBeLessThan(60);
    await pieces.return?.();
  });

  it("is closed when nobody wants more", async () => {
    let closed = false;
    const source = async function* () {
      try {
        for (;;) yield Buffer.alloc(1000, "x");
      } finally {
        closed = true;
      }
    };
    for await (const _ of decompress(source(), LAYER_LIMITS).pieces) break;
    expect(closed).toBe(true);
  });

  it("throws its own errors, when the pieces before are done with", async () => {
    const source = async function* () {
      yield Buffer.from("the first piece");
      throw new Error("connection reset");
    };
    const pieces = decompress(source(), LAYER_LIMITS).pieces[Symbol.asyncIterator]();
    expect((await pieces.next()).done).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(pieces.next()).rejects.toThrow("connection reset");
  });

  it("throws its own errors inside a compressed stream", async () => {
    const source = async function* () {
      yield gzip("abc");
      throw new Error("connection reset");
    };
    await expect(unpack(source())).rejects.toThrow("connection reset");
  });
});

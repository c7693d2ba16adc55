import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { kernelModule } from "../../../src/open-kernel.ts";
import { createKernel } from "../../../src/scan/kernel/create-kernel.ts";
import { type Kernel, SIGN } from "../../../src/scan/kernel/kernel.ts";

/** Longer than any text here, with all that may be found behind it. */
const ROOM = 16 * 1024;
const BEHIND = "QUtJQSBhbmQgcGFzc3dvcmRz\\u0041%41&#65;a\0b\0c\0d\0e\0f\0g\0h\0";

const base64 = (text: string): string => Buffer.from(text, "latin1").toString("base64");
const hex = (text: string): string => Buffer.from(text, "latin1").toString("hex");
const wide = (text: string): string => Buffer.from(text, "utf16le").toString("latin1");
const text = fc.string({ unit: "grapheme-ascii", maxLength: 60 });
const alphabet = fc.string({
  unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"),
  maxLength: 90,
});

/** What is looked for, what is nearly so, and what is not. */
const word = fc.oneof(
  text,
  text.map(base64),
  text.map(hex),
  text.map(wide),
  text.map((chars) => `\0${wide(chars)}`),
  fc.string({ unit: fc.constantFrom(..."aaab"), maxLength: 20 }).map(wide),
  text.map((chars) => `=\\n${hex(chars)}`),
  fc.tuple(fc.nat(40), text).map(([depth, chars]) => ` /${"SgQ/".repeat(depth)}${hex(chars)}`),
  text.map((chars) => base64(wide(chars))),
  text.map((chars) => `/usr/lib/${base64(chars)}`),
  alphabet,
  alphabet.map((chars) => `0x${chars}`),
  alphabet.map((chars) => `-----\n${chars.repeat(12)}`),
  alphabet.map((chars) => chars.repeat(30)),
  fc.uint8Array({ maxLength: 70 }).map((bytes) => Buffer.from(bytes).toString("base64")),
  fc.uint8Array({ maxLength: 70 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  fc.string({ unit: fc.constantFrom(..."\0\0\0ab\t\x7f\x80\xa0\xff"), maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(...'\\%&ux/:\r\n234567#0189"v'), maxLength: 40 }),
  fc.constantFrom("H4sI", "eJ", "eNo", "eAE", "eF4", "0x", "\\n", "=", " ", "\0".repeat(40), "A".repeat(1100)),
);
const texts = fc.array(word, { maxLength: 40 }).map((words) => Buffer.from(words.join(""), "latin1").subarray(0, 8000));

/** The kernel for any machine is the oracle of the one in WebAssembly. */
describe("the two kernels", () => {
  const plain: Kernel = createKernel(["password"]);
  let simd: Kernel;
  let room: Buffer;
  let twin: Buffer;
  beforeAll(() => {
    simd = createKernel(["password"], { module: kernelModule() });
    room = simd.allocate(ROOM);
    twin = Buffer.alloc(ROOM);
  });

  const place = (bytes: Uint8Array): void => {
    for (const buffer of [room, twin]) {
      buffer.fill(BEHIND, "latin1");
      buffer.set(bytes);
    }
  };
  const range = (size: number, a: number, b: number) => {
    const [start = 0, end = 0] = [a % (size + 1), size - (b % 40)].toSorted((x, y) => x - y);
    return { start: Math.max(0, start), end: Math.max(0, end) };
  };
  const starts = fc.oneof(fc.constant(0), fc.nat({ max: 8000 }));
  const both = (look: (kernel: Kernel, bytes: Buffer) => unknown): void => {
    expect(look(simd, room)).toEqual(look(plain, twin));
  };
  const RUNS = { numRuns: 1500 };

  test("tell the same signs", () => {
    fc.assert(
      fc.property(texts, starts, fc.nat(39), (bytes, a, b) => {
        place(bytes);
        both((kernel, all) => kernel.signs(all, range(bytes.length, a, b)));
      }),
      RUNS,
    );
  });

  test("find the same escapes of each kind", () => {
    fc.assert(
      fc.property(texts, starts, fc.nat(39), (bytes, a, b) => {
        place(bytes);
        for (const sign of [SIGN.backslash, SIGN.percent, SIGN.ampersand])
          both((kernel, all) => kernel.escape(all, { ...range(bytes.length, a, b), sign }));
      }),
      RUNS,
    );
  });

  test("find the same texts with zeros between their characters", () => {
    fc.assert(
      fc.property(texts, starts, fc.nat(39), fc.boolean(), (bytes, a, b, last) => {
        place(bytes);
        both((kernel, all) => kernel.wideText(all, { ...range(bytes.length, a, b), last }));
      }),
      RUNS,
    );
  });

  test("find the same runs of base64", () => {
    fc.assert(
      fc.property(texts, starts, fc.nat(39), fc.boolean(), (bytes, a, b, last) => {
        place(bytes);
        both((kernel, all) => kernel.encodedRun(all, { ...range(bytes.length, a, b), last }));
      }),
      { numRuns: 4000 },
    );
  });

  test("find each at every place, and where the range ends in it", () => {
    const samples = [base64("a text of some words"), wide("a text of words"), "\\u0041", "%41", "&#65;", "\0"];
    for (const sample of samples)
      for (let at = 0; at < 200; at++) {
        place(Buffer.from(`${" ".repeat(at)}${sample}${".".repeat(200)}`, "latin1"));
        for (const end of [at + sample.length, at + sample.length - 1, at + sample.length + 1, at + 2, 2 * at])
          for (const last of [false, true])
            both((kernel, all) => [
              kernel.signs(all, { start: 0, end }),
              kernel.escape(all, { start: 0, end, sign: SIGN.backslash }),
              kernel.wideText(all, { start: 0, end, last }),
              kernel.encodedRun(all, { start: 0, end, last }),
            ]);
      }
  });
});

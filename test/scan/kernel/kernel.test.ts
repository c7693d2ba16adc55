import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { loadRules } from "../../../src/catalog/rules.ts";
import { kernelModule } from "../../../src/open-kernel.ts";
import { createKernel } from "../../../src/scan/kernel/create-kernel.ts";
import type { Kernel } from "../../../src/scan/kernel/kernel.ts";
import { compileRuleset } from "../../../src/scan/ruleset.ts";
import { shipped } from "../../../src/shipped.ts";

/** The kernel for any machine is the oracle of the one in WebAssembly. */
describe("the two kernels", () => {
  let keywords: readonly string[] = [];
  let plain: Kernel;
  let simd: Kernel;
  let room: Buffer;
  beforeAll(async () => {
    const { rules } = compileRuleset(await loadRules([shipped("rules")], new AbortController().signal));
    keywords = [...new Set(rules.flatMap((rule) => rule.keywords))];
    plain = createKernel(keywords);
    simd = createKernel(keywords, { module: kernelModule() });
    room = simd.allocate(64 * 1024);
  });

  const found = (kernel: Kernel, text: Uint8Array, cuts: readonly number[]): readonly number[] => {
    const bytes = kernel === simd ? room : Buffer.alloc(64 * 1024);
    bytes.fill(0x78).set(text);
    const hits: number[] = [];
    const ends = [...cuts.map((cut) => cut % (text.length + 1)), text.length].toSorted((a, b) => a - b);
    let start = 0;
    for (const end of ends) {
      kernel.keywords({ bytes, start, end, base: 1000 }, hits);
      start = end;
    }
    return hits;
  };

  test("the build has made one of each", () => expect([plain.id, simd.id]).toEqual(["plain", "simd"]));

  test("every keyword is found at every place, in either case, alone and among bytes of any kind", () => {
    for (const [number, keyword] of keywords.entries())
      for (const [before, behind] of [
        ["", ""],
        ["x".repeat(number % 150), "y"],
        ["\0".repeat(number % 70), "\xff"],
      ]) {
        const text = Buffer.from(`${before}${number % 2 ? keyword.toUpperCase() : keyword}${behind}`, "latin1");
        const hits = found(simd, text, []);
        expect(hits).toEqual(found(plain, text, []));
        expect(hits.some((hit, at) => at % 2 === 0 && hit === number && hits[at + 1] === 1000 + before!.length)).toBe(
          true,
        );
      }
  });

  test("they find the same in made-up texts, however those are cut", () => {
    const word = fc.oneof(
      { weight: 4, arbitrary: fc.nat(keywords.length - 1).map((at) => keywords[at] as string) },
      { weight: 2, arbitrary: fc.nat(keywords.length - 1).map((at) => (keywords[at] as string).toUpperCase()) },
      {
        weight: 2,
        arbitrary: fc.tuple(fc.nat(keywords.length - 1), fc.nat(8)).map(([at, size]) => keywords[at]!.slice(0, size)),
      },
      fc.string({ unit: "binary-ascii", maxLength: 40 }),
      fc.constantFrom("\n", "\0\0\0\0", " ", "=", "\xe9", "a".repeat(100), "\xff".repeat(33)),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 200 }), fc.array(fc.nat(), { maxLength: 5 }), (words, cuts) => {
        const text = Buffer.from(words.join(""), "latin1").subarray(0, 60_000);
        const hits = found(simd, text, cuts);
        expect(hits).toEqual(found(plain, text, cuts));
        expect(hits).toEqual(found(simd, text, []));
      }),
      { numRuns: 300 },
    );
  });

  test("they find the same in random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), (text) => {
        expect(found(simd, text, [])).toEqual(found(plain, text, []));
      }),
    );
  });

  test("a text of nothing but keywords is more than there is room for at once", () => {
    const text = Buffer.from("pwd".repeat(21_000));
    const hits = found(simd, text, []);
    expect(hits.length).toBeGreaterThan(2 * 20_000);
    expect(hits).toEqual(found(plain, text, []));
  });

  test("line feeds are counted alike from any place to any other", () => {
    const text = fc.array(fc.constantFrom(0x0a, 0x0d, 0x78, 0), { maxLength: 9000 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (bytes, a, b) => {
        room.fill(0x0a).set(bytes);
        const [start, end] = [a % (bytes.length + 1), b % (bytes.length + 1)].toSorted((x, y) => x - y) as [
          number,
          number,
        ];
        expect(simd.newlines(room, { start, end })).toBe(plain.newlines(bytes, { start, end }));
      }),
    );
    room.fill(0x0a);
    expect(simd.newlines(room, { start: 3, end: room.length })).toBe(room.length - 3);
  });

  test("memory that is no longer at hand costs speed only", () => {
    const many = Array.from({ length: 700 }, () => simd.allocate(100_000));
    const bytes = many.at(-1)!;
    bytes.fill(0).write("AKIA and passwords");
    const hits: number[] = [];
    simd.keywords({ bytes, start: 0, end: 40, base: 0 }, hits);
    expect(hits.length).toBeGreaterThan(2);
  });
});

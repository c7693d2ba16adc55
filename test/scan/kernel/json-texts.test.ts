import fc from "fast-check";
import { expect, test } from "vitest";
import { kernelModule } from "../../../src/open-kernel.ts";
import { createKernel } from "../../../src/scan/kernel/create-kernel.ts";

const kernel = createKernel(["password"], { module: kernelModule() });

/** What a parser says of the string, as bytes; undefined: that it is none. */
const parsed = (json: Buffer, start: number, end: number): Buffer | undefined => {
  try {
    return Buffer.from(String(JSON.parse(json.toString("utf8", start, end))));
  } catch {
    return undefined;
  }
};

const piece = fc.oneof(
  fc.string({ unit: "grapheme-ascii", maxLength: 40 }).map((text) => JSON.stringify(text).slice(1, -1)),
  fc.string({ unit: "binary", maxLength: 10 }).map((text) => JSON.stringify(text).slice(1, -1)),
  fc.constantFrom(
    "\\n",
    "\\t",
    '\\"',
    "\\\\",
    "\\/",
    "\\b\\f\\r",
    "\\u0041",
    "\\u00e4",
    "\\u20AC",
    "\\u0000",
    "ä",
    "€",
  ),
  fc.constantFrom("x".repeat(300), "word\\n".repeat(100)),
);
const hard = fc.constantFrom("\\ud83d\\ude00", "\\ud800", "\\x41", "\\u12", "\\u00g0", "\\", "\n", "\0", "\xff");
const strings = fc
  .array(fc.oneof({ weight: 30, arbitrary: piece }, hard), { maxLength: 40 })
  .map((all) => all.join(""));

test("strings are read as a parser reads them, or are left to it", () => {
  let read = 0;
  fc.assert(
    fc.property(fc.array(strings, { minLength: 1, maxLength: 4 }), fc.boolean(), (all, isLatin1) => {
      const json = Buffer.from(all.map((text) => `"${text}"`).join(", "), isLatin1 ? "latin1" : "utf8");
      const texts = kernel.jsonTexts(json);
      for (let at = json.indexOf('"'); at >= 0; ) {
        const text = texts?.(at);
        if (text === undefined) return;
        read++;
        expect(Buffer.from(text.bytes)).toEqual(parsed(json, at, text.end));
        at = json.indexOf('"', text.end);
      }
    }),
    { numRuns: 3000 },
  );
  expect(read).toBeGreaterThan(1000);
});

test("a string is read over many blocks, with an escape at any place; one that never ends, or is too long, is not", () => {
  for (let shift = 0; shift < 8; shift++) {
    const said = `${"a".repeat(shift)}${"0123456789\n\u20ac".repeat(30_000)}`;
    const json = Buffer.from(JSON.stringify([said, "next"]).replaceAll("\u20ac", "\\u20ac"));
    const text = kernel.jsonTexts(json)?.(1);
    expect(Buffer.from(text?.bytes ?? []).equals(Buffer.from(said))).toBe(true);
    expect(json.toString("latin1", text?.end)).toBe(',"next"]');
  }
  expect(kernel.jsonTexts(Buffer.from('"some'))?.(0)).toBeUndefined();
  expect(kernel.jsonTexts(Buffer.from('"some\\"'))?.(0)).toBeUndefined();
  expect(kernel.jsonTexts(Buffer.from(JSON.stringify("x".repeat(2 * 1024 * 1024))))?.(0)).toBeUndefined();
});

test("two files may be read by turns", () => {
  const [one, other] = ["one", "other"].map((name) => kernel.jsonTexts(Buffer.from(`["${name} 1", "${name} 2"]`)));
  const say = (text: { readonly bytes: Uint8Array } | undefined): string => Buffer.from(text?.bytes ?? []).toString();
  expect([say(one?.(1)), say(other?.(1)), say(one?.(10))]).toEqual(["one 1", "other 1", "one 2"]);
});

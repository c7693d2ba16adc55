import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { columns, cut, pad, padBefore } from "../../src/report/columns.ts";
import { wrap } from "../../src/report/wrap.ts";

const FAMILY = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}";
const FLAG = "\u{1f1ee}\u{1f1f8}";
const ACCENT = "e\u0301";
/** What a terminal shows, and how many columns it takes. */
const SHOWN: readonly (readonly [string, number])[] = [
  ["plain", 5],
  ["秘密", 4],
  ["ﾊﾟｽ", 3],
  ["한글", 4],
  ["\u1112\u1161\u11ab", 2],
  [`caf${ACCENT}`, 4],
  [FAMILY, 2],
  [FLAG, 2],
  ["✅", 2],
  ["1\ufe0f\u20e3", 2],
  ["\u001b[31mred\u001b[39m", 3],
];

describe("columns", () => {
  it.each(SHOWN)("%s is %i wide", (text, width) => expect(columns(text)).toBe(width));

  it("of every character, alone and after a letter, is what the tables of Unicode say", () => {
    const all = Array.from({ length: 0x2fff - 0x20 }, (_, index) => String.fromCodePoint(0x20 + index));
    const texts = all
      .filter((character) => !/\p{C}/u.test(character))
      .flatMap((character) => [character, `a${character}`]);
    expect(texts.filter((text) => columns(text) !== stringWidth(text))).toEqual([]);
  });
});

describe("cut and pad", () => {
  it.each(SHOWN.slice(0, -1))("%s fits exactly, in every width", (text) => {
    for (let width = 1; width <= 12; width++) {
      expect(columns(pad(text, width))).toBe(width);
      expect(columns(padBefore(text, width))).toBe(width);
      expect(columns(cut(text.repeat(9), width))).toBeLessThanOrEqual(width);
    }
  });

  it.each([FAMILY, FLAG, ACCENT, "秘"])("%s is kept whole or left out", (grapheme) => {
    for (let width = 1; width <= 9; width++) {
      const kept = cut(grapheme.repeat(10), width).replace("…", "");
      expect(kept).toBe(grapheme.repeat(kept.length / grapheme.length));
    }
  });

  it("an end that is lost is marked, one that is not is not", () => {
    expect(cut("secret", 6)).toBe("secret");
    expect(cut("secrets", 6)).toBe("secre…");
    expect(cut("秘密秘", 6)).toBe("秘密秘");
    expect(cut("秘密秘密", 6)).toBe("秘密…");
  });
});

it("a paragraph of wide words wraps at its columns", () => {
  const text = wrap("秘密の鍵 ".repeat(20).trim(), { width: 30, first: "", rest: "  " });
  expect(Math.max(...text.split("\n").map(columns))).toBeLessThanOrEqual(30);
});

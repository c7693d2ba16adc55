import fc from "fast-check";
import { expect, test } from "vitest";
import { type HitWindow, runPattern } from "../../src/scan/match.ts";
import type { Rule } from "../../src/scan/rule.ts";

const [BEFORE, AFTER] = [12, 12];

/** What a pattern catches around each `k` of a text, by offsets in it. */
const caught = (text: string, regex: RegExp, searched?: NonNullable<HitWindow["searched"]>["by"]) => {
  const rule = { window: { before: BEFORE, after: AFTER } } as Rule;
  return [...text.matchAll(/k/g)].map(({ index: at }) => {
    const start = Math.max(0, at - BEFORE - 2);
    const window = { text: text.slice(start, at + AFTER), hit: at - start };
    const found = runPattern(rule, regex, searched ? { ...window, searched: { start, by: searched } } : window);
    return found && [start + found.index, found[0]];
  });
};

test.each([
  ["a value before its keyword", /(?<!a)a{2,4}b?.{0,3}?k/dg],
  ["a value behind its keyword", /k[a-b]{1,2}(?!c)(?:.{1,4}?c{2})?/dg],
  ["more than is left of a window", /c[ab]{3,9}kb?/dg],
  ["no bound", /a+k|k*c/dg],
])("what earlier windows showed changes nothing: %s", (_title, regex) => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "a", "b", "b", "c", "k"), minLength: 80, maxLength: 120 }),
      (text) => {
        expect(caught(text, regex, new Map())).toEqual(caught(text, regex));
      },
    ),
  );
});

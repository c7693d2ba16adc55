import fc from "fast-check";
import { expect, it } from "vitest";
import { safeJson } from "../../src/report/clean.ts";
import { jsonPieces } from "../../src/report/json-pieces.ts";
import { reportOf } from "../support/report.ts";

const joined = (value: object, depth?: number): string => [...jsonPieces(value, depth)].join("");

it("is the text that JSON would be in one piece", () => {
  expect(joined(reportOf().model)).toBe(safeJson(reportOf().model, 2));
  fc.assert(
    fc.property(
      fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.option(fc.jsonValue(), { nil: undefined }))),
      fc.integer({ min: 1, max: 5 }),
      (value, depth) => {
        expect(joined(value, depth)).toBe(safeJson(value, 2));
      },
    ),
  );
});

it("takes what is made one after the other for a list", () => {
  expect(joined(new Set([{ a: [1] }, null, "b"]).values())).toBe(safeJson([{ a: [1] }, null, "b"], 2));
  expect(joined(new Set().values())).toBe("[]");
});

it("gives a list entry by entry, so that no piece is longer than one of them", () => {
  const list = Array.from({ length: 1000 }, (_, index) => ({ index, text: "x".repeat(100) }));
  expect(Math.max(...[...jsonPieces({ list })].map((piece) => piece.length))).toBeLessThan(300);
});

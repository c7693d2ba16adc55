import { expect, it } from "vitest";
import { compareFindings } from "./compare-findings.ts";

const line = (path: string, text: string) => ({ path, text });

it("tells what only one engine found, whatever the order, and counts what is found twice", () => {
  const expected = [line("a", "1"), line("a", "1"), line("b", "1"), line("c", "2")];
  const told = [line("c", "2"), line("a", "1"), line("d", "1"), line("b", "2")];
  expect(compareFindings(expected, told)).toEqual({
    same: 2,
    lost: [line("a", "1"), line("b", "1")],
    gained: [line("d", "1"), line("b", "2")],
  });
});

it("tells nothing of equal lists", () => {
  const lines = [line("a", "1"), line("b", "1")];
  expect(compareFindings(lines, lines.toReversed())).toEqual({ same: 2, lost: [], gained: [] });
});

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { textOf } from "./blocks.ts";

/** The comment above the code has the same rows, more exactly for some; each number of the document stands in it. */
it("the table of docs/score.md has the numbers of the code", () => {
  const [table = ""] = /<!-- score -->[\s\S]*<!-- \/score -->/.exec(textOf("docs/score.md")) ?? [];
  const code = readFileSync(resolve(import.meta.dirname, "../../src/rotation/risk.ts"), "utf8");
  const power = readFileSync(resolve(import.meta.dirname, "../../src/rotation/power.ts"), "utf8");
  const numbers = [...table.matchAll(/-?\b\d+\b/g)].map(([number]) => number);
  expect(numbers.length).toBeGreaterThan(40);
  for (const number of new Set(numbers))
    expect(`${code}${power}`).toMatch(new RegExp(`(?<![\\d.])${number}(?![\\d.])`));
});

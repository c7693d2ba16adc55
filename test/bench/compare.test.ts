import { expect, it } from "vitest";
import { compareRuns } from "./compare.ts";
import type { Figure } from "./figures.ts";
import { runOf } from "./figures.ts";

const run = (...figures: readonly Figure[]) => runOf(figures, { small: true });

it("compares ratios that both runs have, and nothing that is of a machine", () => {
  const before = run(
    { name: "audit / inflate", value: 4, unit: "x" },
    { name: "audit", value: 40, unit: "s" },
    { name: "gone", value: 1, unit: "x" },
    { name: "worst", value: 0, unit: "%" },
  );
  const after = run(
    { name: "worst", value: 5, unit: "%" },
    { name: "audit", value: 10, unit: "s" },
    { name: "audit / inflate", value: 1, unit: "x" },
    { name: "new", value: 1, unit: "x" },
  );
  const rows = compareRuns(before, after).split("\n").slice(4);
  expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
    ["audit / inflate", "4.00 x", "1.00 x", "-75 %"],
    ["worst", "0.00 %", "5.00 %", "-"],
  ]);
});

it("says when the corpora of the runs differ", () => {
  expect(compareRuns(runOf([], { small: true }), runOf([], { small: false }))).toContain("--small");
  expect(compareRuns(run(), run())).not.toContain("--small");
});

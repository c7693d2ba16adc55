import type { Keep } from "../figures.ts";
import { print, row } from "../table.ts";
import type { RuleWork } from "./candidates.ts";
import { runStage } from "./stage-process.ts";
import type { StageInput } from "./stages.ts";

const SHOWN = 20;
const WIDTHS = { first: 38, width: 13 };

/** The rules that made the scanner run most patterns, and what came of it. */
export async function candidatesTable(input: StageInput, keep: Keep): Promise<void> {
  const { rules = [], bytes } = await runStage("candidates", input);
  const sum = (of: (rule: RuleWork) => number): number => rules.reduce((total, rule) => total + of(rule), 0);
  const [runs, ms] = [sum((rule) => rule.runs), sum((rule) => rule.ms)];
  print(
    `  Patterns: ${runs} runs (${((1e6 * runs) / bytes).toFixed(0)} per MB), ${(ms / 1000).toFixed(1)} s with their clock\n`,
  );
  print(row(["rule", "pattern runs", "caught", "findings", "ms"], WIDTHS));
  for (const rule of [...rules].sort((a, b) => b.runs - a.runs).slice(0, SHOWN))
    print(row([rule.id, ...[rule.runs, rule.caught, rule.kept].map(String), rule.ms.toFixed(0)], WIDTHS));
  print("");
  keep({ name: "scan: pattern runs per MB", value: (1e6 * runs) / bytes, unit: "count" });
  keep({ name: "scan: findings of the layer", value: sum((rule) => rule.kept), unit: "count" });
}

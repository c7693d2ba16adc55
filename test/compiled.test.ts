import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadRules } from "../src/catalog/rules.ts";
import { loadRunbooks } from "../src/catalog/runbooks.ts";
import { searchFor } from "../src/scan/kernel/keyword-limits.ts";
import { compileRuleset } from "../src/scan/ruleset.ts";

const ROOT = join(import.meta.dirname, "..");
const signal = AbortSignal.timeout(60_000);
const built = (name: string): unknown => JSON.parse(readFileSync(join(ROOT, "dist", name), "utf8"));

it("the rules that were built in are those of rules/, under the same ruleset id, and the kernel finds them where it would choose to", async () => {
  const rules = await loadRules([join(ROOT, "rules")], signal);
  const { id: rulesetId, rules: compiled } = compileRuleset(rules);
  expect(built("rules.json")).toStrictEqual({ rulesetId, rules, ...searchFor(compiled) });
});

it("the runbooks that were built in are those of templates/runbooks", async () => {
  const runbooks = await loadRunbooks(join(ROOT, "templates", "runbooks"), signal);
  expect(built("runbooks.json")).toStrictEqual([...runbooks.values()]);
});

import { describe, expect, test } from "vitest";
import { loadRules } from "../../src/catalog/rules.ts";
import type { Finding } from "../../src/domain/finding.ts";
import { compileRuleset } from "../../src/scan/ruleset.ts";
import { createScanner } from "../../src/scan/scanner.ts";
import { expand } from "../support/samples.ts";

const definitions = await loadRules(["rules"], AbortSignal.timeout(30_000));
const scanner = createScanner({ ruleset: compileRuleset(definitions), key: Buffer.alloc(32, 7) });

const scan = (text: string): readonly Finding[] => {
  const document = scanner.open({ kind: "file", path: "app/config/settings" });
  document.push(Buffer.from(text, "latin1"));
  return document.end().findings;
};

const SURROUNDINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `PORT=8080\n${text}\nDEBUG=false\n`,
  (text) => `${"lorem ipsum dolor sit amet, ".repeat(30)}\n${text}\n${"consectetur adipiscing elit ".repeat(30)}`,
];

describe.each(definitions)("rule $id", (rule) => {
  test("finds its examples, under its own id", () => {
    for (const example of rule.examples)
      for (const [index, surround] of SURROUNDINGS.entries()) {
        const text = surround(expand(example, index));
        const ids = scan(text).map((finding) => finding.ruleId);
        expect(ids, `${example} (seed ${index})`).toContain(rule.id);
      }
  });

  test("does not take its counterexamples", () => {
    for (const counterexample of rule.counterexamples)
      for (const seed of [0, 1, 2]) {
        const ids = scan(`${expand(counterexample, seed)}\n`).map((finding) => finding.ruleId);
        expect(ids, counterexample).not.toContain(rule.id);
      }
  });
});

test("the rules are many", () => {
  expect(definitions.length).toBeGreaterThanOrEqual(90);
  expect(new Set(definitions.map((rule) => rule.provider)).size).toBeGreaterThanOrEqual(40);
});

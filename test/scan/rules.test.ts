import { describe, expect, test } from "vitest";
import { compileRuleset } from "../../src/scan/ruleset.ts";
import { createScanner } from "../../src/scan/scanner.ts";
import { expand } from "../support/samples.ts";
import { definitions, FILE, scanText } from "./scan-text.ts";

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
        const ids = scanText(text).map((finding) => finding.ruleId);
        expect(ids, `${example} (seed ${index})`).toContain(rule.id);
      }
  });

  test("does not take its counterexamples", () => {
    for (const counterexample of rule.counterexamples)
      for (const seed of [0, 1, 2]) {
        const ids = scanText(`${expand(counterexample, seed)}\n`).map((finding) => finding.ruleId);
        expect(ids, counterexample).not.toContain(rule.id);
      }
  });

  test("shows at most the public prefix and four characters of its examples", () => {
    for (const example of rule.examples) {
      const text = expand(example, 5);
      for (const { preview, span } of scanText(text)) {
        const shown = preview.replace(/ \(\d+ characters\)$/, "").replace(/^•+/, "");
        const [head = "", tail = ""] = shown.split("…");
        const value = text.slice(span.start, span.end);
        expect(tail.length, example).toBeLessThanOrEqual(4);
        expect(
          [rule.preview, ...definitions.flatMap((other) => [other.preview, ...other.keywords]), ""].map((word) =>
            word?.toLowerCase(),
          ),
          example,
        ).toContain(head.toLowerCase());
        expect(head.length + tail.length).toBeLessThanOrEqual(value.length / 2 + 8);
      }
    }
  });

  test("costs a bounded number of pattern runs and characters on repeated keywords", () => {
    const ruleset = compileRuleset([rule]);
    const scanner = createScanner({ ruleset, key: Buffer.alloc(32) });
    const work = countRuns(ruleset.rules.flatMap(({ regexes }) => regexes));
    const size = 64 * 1024;
    const unit = `${rule.keywords[0]} = "`;
    const scan = scanner.open(FILE);
    scan.push(Buffer.from(unit.repeat(size / unit.length + 1).slice(0, size), "latin1"));
    expect(scan.end().findings.length).toBeLessThanOrEqual(200);
    const hits = Math.ceil(size / unit.length);
    expect(work.runs).toBeLessThanOrEqual(hits * rule.keywords.length * [rule.pattern].flat().length * 3);
    expect(work.longest).toBeLessThanOrEqual(17 * 1024);
  });
});

/** Counts the runs of the patterns and the longest text one of them was given. */
const countRuns = (regexes: readonly RegExp[]): { runs: number; longest: number } => {
  const work = { runs: 0, longest: 0 };
  for (const regex of regexes)
    regex.exec = (text: string) => {
      work.runs++;
      work.longest = Math.max(work.longest, text.length);
      return RegExp.prototype.exec.call(regex, text);
    };
  return work;
};

test("the rules are many", () => {
  expect(definitions.length).toBeGreaterThanOrEqual(90);
  expect(new Set(definitions.map((rule) => rule.provider)).size).toBeGreaterThanOrEqual(40);
});

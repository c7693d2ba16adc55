import { describe, expect, test } from "vitest";
import type { Rule } from "../../src/scan/rule.ts";
import { compileRuleset, type Ruleset } from "../../src/scan/ruleset.ts";
import { createScanner } from "../../src/scan/scanner.ts";
import { adversarialText } from "../support/adversarial-text.ts";
import { createStepCounter } from "../support/count-steps.ts";
import { definitions, FILE } from "./scan-text.ts";

const MEGABYTE = 1 << 20;
/**
 * A linear pattern compares each character of its window a few times; the built-in ones need at most 6. Two runs that
 * overlap need hundreds on a window of some hundred characters, and nested ones never end.
 */
const STEPS_PER_CHARACTER = 10;

/**
 * The work of a rule is the number of its pattern runs times the steps of one run. Neither is timed. Steps are counted
 * by a matcher of our own that backtracks as the JavaScript engine does, on windows that the scanner really makes of
 * text made against the rule. Then the scanner runs on 1 MB of it, and its runs are counted at the seam where it calls
 * a pattern, and the characters it hands over. All have a bound that does not grow with the document, so the product
 * is linear in it.
 */
describe.each(definitions)("rule $id", (rule) => {
  const ruleset = compileRuleset([rule]);

  test("compares each character of a window a few times", () => {
    const samples = windows(ruleset, adversarialText(rule, MEGABYTE / 16));
    expect(samples.length).toBeGreaterThan(0);
    for (const { regex, window, at } of samples) {
      const limit = STEPS_PER_CHARACTER * window.length;
      const { steps, found } = createStepCounter(regex)(window, at, limit);
      expect(steps, `${regex.source} on ${JSON.stringify(window.slice(at, at + 200))}`).toBeLessThanOrEqual(limit);
      regex.lastIndex = at;
      expect(found, `the counter and the engine agree on ${regex.source}`).toBe(regex.exec(window) !== null);
    }
  });

  test("is run a few times for each of its keywords in 1 MB made against it", () => {
    const text = adversarialText(rule, MEGABYTE);
    const work = { runs: 0, longest: 0 };
    scanWith(ruleset, text, (regex, window) => {
      work.runs++;
      work.longest = Math.max(work.longest, window.length);
      return RegExp.prototype.exec.call(regex, window);
    });
    expect(work.runs).toBeGreaterThan(0);
    const most = ruleset.rules.reduce((sum, one) => sum + runsPerHit(one) * hits(text, one.keywords), 0);
    expect(work.runs).toBeLessThanOrEqual(most);
    expect(work.longest).toBeLessThanOrEqual(17 * 1024);
  });
});

interface Sample {
  readonly regex: RegExp;
  readonly window: string;
  readonly at: number;
}

/** Some of the windows that the scanner makes of `text`, from all over it. No pattern is run. */
const windows = (ruleset: Ruleset, text: string): readonly Sample[] => {
  const all: Sample[] = [];
  scanWith(ruleset, text, (regex, window) => {
    all.push({ regex: new RegExp(regex.source, regex.flags), window, at: regex.lastIndex });
    return null;
  });
  const stride = Math.ceil(all.length / 40);
  return all.filter((_sample, index) => index % stride === 0);
};

type Exec = (regex: RegExp, window: string) => RegExpExecArray | null;

const scanWith = (ruleset: Ruleset, text: string, exec: Exec): void => {
  // Gates pass by most windows; what a pattern takes is bounded also where it is tried.
  const rules = ruleset.rules.map((rule) => ({
    ...rule,
    gate: { ...rule.gate, isMade: true },
    gates: rule.gates.map((gate) => ({ ...gate, isMade: true })),
    regexes: rule.regexes.map((regex) => replaceExec(regex, exec)),
  }));
  const scan = createScanner({ ruleset: { ...ruleset, rules }, key: Buffer.alloc(32) }).open(FILE);
  scan.push(Buffer.from(text, "latin1"));
  scan.end();
};

const replaceExec = (original: Rule["regexes"][number], exec: Exec): RegExp => {
  const regex = new RegExp(original.source, original.flags);
  regex.exec = (window) => exec(regex, window);
  return regex;
};

/**
 * A pattern that may start before its keyword comes upon earlier matches first, and runs again behind each: on the text as
 * it is, and once more with its escapes undone.
 */
const runsPerHit = ({ regexes, window }: Rule): number => 2 * regexes.length * (2 + Math.ceil(window.before / 32));

const hits = (text: string, keywords: readonly string[]): number => {
  const lower = text.toLowerCase();
  return keywords.reduce((sum, keyword) => sum + lower.split(keyword.toLowerCase()).length - 1, 0);
};

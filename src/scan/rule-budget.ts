import type { Skip } from "../domain/finding.ts";
import type { Rule } from "./rule.ts";

/** What a pattern that we did not write may take in one document, ms: some hundred times what a plain one takes for 1 MB. */
const MOST_TIME = 5_000;

/** Stops rules of others where hostile text keeps them busy: their patterns are not shown to do bounded work. */
export interface RuleBudget {
  isSpent(rule: Rule): boolean;
  /** Runs the work, and counts its time when the rule is a timed one. */
  run(rule: Rule, work: () => void): void;
  skips(): readonly Skip[];
  /** Forgets everything. */
  reset(): void;
}

/** `now`: a clock in ms; without one nothing is stopped. */
export const createRuleBudget = (now: (() => number) | undefined): RuleBudget => {
  const spent = new Map<Rule, number>();
  const isSpent = (rule: Rule): boolean => spent.size > 0 && (spent.get(rule) ?? 0) > MOST_TIME;
  return {
    isSpent,
    reset: () => {
      if (spent.size > 0) spent.clear();
    },
    run: (rule, work) => {
      if (now === undefined || rule.definition.terms?.timed !== true) return work();
      const start = now();
      work();
      spent.set(rule, (spent.get(rule) ?? 0) + now() - start);
    },
    skips: () =>
      [...spent.keys()].filter(isSpent).map((rule) => ({
        reason: `rule ${rule.definition.id} took more than ${MOST_TIME / 1000} s: not looked for in the rest`,
      })),
  };
};

import type { Skip, Span } from "../domain/finding.ts";
import type { Rule } from "./rule.ts";

/** Findings stored per document and rule; more are counted and named in a skip. */
const STORED_PER_RULE = 200;

export interface RuleTally {
  /** Hits before this offset belong to a match that was counted already. */
  coveredUntil(rule: Rule): number;
  /** The cap is reached: what the patterns still catch is counted, but no longer judged. */
  isFull(rule: Rule): boolean;
  /** Counts a match; false when it is beyond the cap. */
  count(rule: Rule, span: Span): boolean;
  skips(): readonly Skip[];
}

export const createRuleTally = (): RuleTally => {
  const counts = new Map<Rule, { total: number; until: number }>();
  return {
    coveredUntil: (rule) => counts.get(rule)?.until ?? 0,
    isFull: (rule) => (counts.get(rule)?.total ?? 0) >= STORED_PER_RULE,
    count: (rule, span) => {
      const { total, until } = counts.get(rule) ?? { total: 0, until: 0 };
      if (span.end <= until) return false;
      counts.set(rule, { total: total + 1, until: span.end });
      return total < STORED_PER_RULE;
    },
    skips: () =>
      [...counts]
        // Of public halves nobody needs all: a bundle of certificates has hundreds.
        .filter(([rule, { total }]) => total > STORED_PER_RULE && rule.definition.completes === undefined)
        .map(([rule, { total }]) => ({
          reason: `rule ${rule.definition.id}: ${STORED_PER_RULE} findings stored, ${total - STORED_PER_RULE} more matches counted`,
        })),
  };
};

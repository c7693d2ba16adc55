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
  /** The same counts for text decoded from the document, whose offsets are others. */
  ofDecoded(): RuleTally;
  skips(): readonly Skip[];
  /** Forgets everything. */
  reset(): void;
}

export const createRuleTally = (): RuleTally => tallyOf(new Map());

const tallyOf = (totals: Map<Rule, number>): RuleTally => {
  const covered = new Map<Rule, number>();
  return {
    coveredUntil: (rule) => (covered.size === 0 ? 0 : (covered.get(rule) ?? 0)),
    isFull: (rule) => (totals.get(rule) ?? 0) >= STORED_PER_RULE,
    count: (rule, span) => {
      if (span.end <= (covered.get(rule) ?? 0)) return false;
      const total = totals.get(rule) ?? 0;
      totals.set(rule, total + 1);
      covered.set(rule, span.end);
      return total < STORED_PER_RULE;
    },
    ofDecoded: () => tallyOf(totals),
    skips: () => (totals.size === 0 ? [] : skipsOf(totals)),
    reset: () => {
      if (totals.size > 0) totals.clear();
      if (covered.size > 0) covered.clear();
    },
  };
};

const skipsOf = (totals: ReadonlyMap<Rule, number>): readonly Skip[] =>
  [...totals]
    // Of public halves nobody needs all: a bundle of certificates has hundreds.
    .filter(([{ definition }, total]) => total > STORED_PER_RULE && definition.completes === undefined)
    .map(([rule, total]) => ({
      reason: `rule ${rule.definition.id}: ${STORED_PER_RULE} findings stored, ${total - STORED_PER_RULE} more matches counted`,
    }));

import type { Span } from "../domain/finding.ts";
import { type Candidate, LEFT_CONTEXT } from "./match.ts";
import type { RollingBuffer } from "./rolling-buffer.ts";
import type { Rule } from "./rule.ts";
import type { RuleBudget } from "./rule-budget.ts";

/** Starts of matches that are looked for in one piece of text. */
const PIECE_BYTES = 8 * 1024;

export interface Sweep {
  readonly rules: readonly Rule[];
  readonly buffer: RollingBuffer;
  /** Offsets in the document between which matches may start. */
  readonly from: number;
  readonly until: number;
  readonly budget: RuleBudget;
  /** Is given each match, with the offset of its text in the document. */
  readonly onMatch: (rule: Rule, match: SweptMatch) => void;
}

export interface SweptMatch {
  readonly text: string;
  readonly start: number;
  readonly found: RegExpExecArray;
}

/** Tries patterns that no keyword announces at every place, piece by piece: the work grows with the document only. */
export const sweep = ({ rules, buffer, from, until, budget, onMatch }: Sweep): void => {
  for (let at = from; at < until; at += PIECE_BYTES) {
    const end = Math.min(at + PIECE_BYTES, until);
    const start = Math.max(buffer.base, at - LEFT_CONTEXT);
    for (const rule of rules.filter((one) => !budget.isSpent(one))) {
      const to = Math.min(buffer.filled, end + rule.window.after - buffer.base);
      const text = buffer.bytes.toString("latin1", start - buffer.base, to);
      budget.run(rule, () => {
        for (const regex of rule.regexes)
          for (const found of matches(regex, { text, from: at - start, until: end - start }))
            onMatch(rule, { text, start, found });
      });
    }
  }
};

const matches = function* (
  regex: RegExp,
  { text, from, until }: { readonly text: string; readonly from: number; readonly until: number },
): Generator<RegExpExecArray> {
  regex.lastIndex = from;
  for (let found = regex.exec(text); found !== null && found.index < until; found = regex.exec(text)) {
    const next = Math.max(found.index + found[0].length, found.index + 1);
    if (found[0] !== "") yield found;
    regex.lastIndex = next;
  }
};

export const candidateOf = ({
  rule,
  document,
  compiled,
  text,
  found,
}: Pick<Candidate, "rule" | "document" | "compiled" | "text"> & { readonly found: RegExpExecArray }): Candidate => {
  const caught = { start: found.index, end: found.index + found[0].length };
  const span = valueSpan(found);
  return {
    rule,
    document,
    ...(compiled ? { compiled } : {}),
    text,
    caught,
    span,
    value: text.slice(span.start, span.end),
    groups: found.groups ?? {},
  };
};

/** The value is the group `secret`; without one the first group that is not empty, or all that was caught. */
export const valueSpan = ({ index, indices, groups, 0: all }: RegExpExecArray): Span => {
  const end = index + all.length;
  // A pattern that is not asked for offsets ends in its secret.
  if (indices === undefined) return { start: end - (groups?.secret?.length ?? 0), end };
  const hasSecret = indices.groups !== undefined && "secret" in indices.groups;
  const group = hasSecret
    ? indices.groups?.secret
    : indices.slice(1).find((span) => span !== undefined && span[1] > span[0]);
  const [from, to] = group ?? [index, hasSecret ? index : end];
  return { start: from, end: to };
};

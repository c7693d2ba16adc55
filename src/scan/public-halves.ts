import type { PublicHalf, Span } from "../domain/finding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Match } from "./match.ts";
import type { Completes } from "./rule.ts";

/** Of one document; a list of accounts says nothing about one secret. */
const KEPT = 500;

export const isSecret = ({ rule }: Match): boolean => rule.definition.completes === undefined;

/** The public halves among the matches of one document. Those that a secret was read from are none. */
export const publicHalves = (
  caught: readonly Match[],
  { secrets, key }: { readonly secrets: readonly Match[]; readonly key: Uint8Array },
): readonly PublicHalf[] => {
  const kept = caught.filter((match) => !isSecret(match)).slice(0, KEPT);
  if (kept.length === 0) return [];
  const isIn = touches(secrets.filter(({ located }) => located === undefined).map(({ span }) => span));
  return kept.filter(({ span, located }) => located !== undefined || !isIn(span)).map((match) => half(match, key));
};

/** Whether a span overlaps any of many. */
const touches = (spans: readonly Span[]): ((span: Span) => boolean) => {
  const sorted = spans.toSorted((a, b) => a.start - b.start);
  /** Where the furthest of the spans up to each ends. */
  const ends: number[] = [];
  for (const { end } of sorted) ends.push(Math.max(end, ends.at(-1) ?? 0));
  return ({ start, end }) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as Span).start < end) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (ends[low - 1] as number) > start;
  };
};

const half = ({ rule: { definition }, value, facts, line, name }: Match, key: Uint8Array): PublicHalf => {
  const { fact, rules, by, alike = false } = definition.completes as Completes;
  return {
    fingerprint: fingerprint(key, value),
    ruleId: definition.id,
    title: definition.title,
    facts: fact === undefined ? facts : { [fact]: value },
    completes: rules,
    ...(by === undefined ? {} : { by }),
    alike,
    line,
    ...(name === undefined ? {} : { name }),
  };
};

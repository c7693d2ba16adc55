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
): readonly PublicHalf[] =>
  caught
    .filter((match) => !isSecret(match))
    .slice(0, KEPT)
    .filter(
      ({ span, located }) =>
        located !== undefined || !secrets.some((secret) => secret.located === undefined && overlap(span, secret.span)),
    )
    .map((match) => half(match, key));

const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

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

import type { DocumentInfo, PublicHalf, Span } from "../domain/finding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Match } from "./match.ts";
import type { Completes } from "./rule.ts";

/** Of one document; a list of accounts says nothing about one secret. */
const KEPT = 500;

export const isSecret = ({ rule }: Match): boolean => rule.definition.completes === undefined;

interface Beside {
  readonly secrets: readonly Match[];
  readonly key: Uint8Array;
  readonly document: DocumentInfo;
  /** The document has other parts, in which there may be secrets. */
  readonly isPart: boolean;
}

/**
 * The public halves among the matches of one document. Those that a secret was read from are none, and what goes by its name
 * is one only beside a secret or in settings: code is full of hosts and users.
 */
export const publicHalves = (
  caught: readonly Match[],
  { secrets, key, document, isPart }: Beside,
): readonly PublicHalf[] => {
  const isNamed = isPart || secrets.length > 0 || isSettings(document);
  const kept = caught
    .filter((match) => !isSecret(match))
    .slice(0, KEPT)
    .filter(({ rule }) => isNamed || rule.definition.completes?.alike !== true);
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

/** Files in which names are given values. In programs, what stands behind `dbUser =` is mostly another name. */
export const isSettings = ({ kind, path }: DocumentInfo): boolean => kind !== "file" || SETTINGS.test(path);

const SETTINGS =
  /\.(?:bash|cfg|cnf|conf|config|env|ini|json5?|plist|properties|service|sh|tfvars|toml|xml|ya?ml)$|(?:^|\/)(?:[\w-]*\.env[\w.-]*|\.[\w-]+rc|config|credentials|environment|env|settings|Dockerfile)$/i;

import type { Confidence } from "../domain/finding.ts";
import type { Match } from "./match.ts";
import { publicPrefix } from "./redact.ts";
import { GENERIC_PROVIDER } from "./rule.ts";

/**
 * Spans that overlap are one secret: the more specific rule wins, more confidence beats less, a longer
 * value beats a shorter one. The winner takes over the name that a loser has read.
 */
export const mergeOverlaps = (matches: readonly Match[], onLoser?: (loser: Match, winner: Match) => void): Match[] => {
  const merged: Match[] = [];
  for (const match of [...matches].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)) {
    const last = merged.at(-1);
    if (last === undefined || match.span.start >= last.span.end) merged.push(match);
    else merged.splice(-1, 1, join(last, match, onLoser));
  }
  return merged;
};

/**
 * Adds what was found in decoded text. A value that only a name made suspicious loses against what is encoded in it, any
 * other only against a better known format; matches that were decoded side by side do not touch, whatever their places are.
 */
export const mergeDecoded = (
  plain: readonly Match[],
  decoded: readonly Match[],
  onLoser?: (loser: Match, winner: Match) => void,
): Match[] => {
  const lost = new Set<Match>();
  const kept: Match[] = [];
  for (const match of once(decoded)) {
    const around = overlapping(plain, match).filter((other) => !lost.has(other));
    const winner = around.find((other) => !losesToDecoded(other, match));
    if (winner !== undefined) onLoser?.(match, winner);
    else kept.push(around.reduce(inherit, match));
    if (winner === undefined)
      for (const loser of around) {
        lost.add(loser);
        onLoser?.(loser, match);
      }
  }
  return [...plain.filter((match) => !lost.has(match)), ...kept];
};

const losesToDecoded = (holder: Match, decoded: Match): boolean =>
  specific(decoded) > specific(holder) ||
  (specific(holder) < 1 && holder.identity !== decoded.identity && !isOwnSign(holder, decoded));

/** `Backup%51x`: one sign before two digits is part of a password; who encodes letters, which nobody needs to, encodes more of them. */
const isOwnSign = (holder: Match, { encoding, value }: Match): boolean =>
  encoding === "percent-encoding" && holder.value.length - value.length === 2;

/** The name that the loser was read under; when it is the same secret, also what its place says of it: user, host. */
const inherit = (match: Match, { name, identity, facts }: Match): Match => ({
  ...match,
  ...(match.name === undefined && name !== undefined ? { name } : {}),
  ...(identity === match.identity ? { facts: { ...facts, ...match.facts } } : {}),
});

/** One of each secret at a place: two readers may have decoded the same. */
const once = (decoded: readonly Match[]): readonly Match[] => {
  const kept: Match[] = [];
  const ends = new Map<string, Match>();
  for (const match of [...decoded].sort((a, b) => a.span.start - b.span.start || depth(b) - depth(a))) {
    const before = ends.get(match.identity);
    if (before !== undefined && match.span.start < before.span.end) continue;
    ends.set(match.identity, match);
    kept.push(match);
  }
  return kept;
};

const depth = ({ encoding }: Match): number => encoding?.split(" > ").length ?? 0;

/** Of matches in order, none of which overlaps another, those that overlap a match. */
const overlapping = (matches: readonly Match[], { span }: Match): readonly Match[] => {
  let [low, high] = [0, matches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((matches[middle] as Match).span.end <= span.start) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < matches.length && (matches[end] as Match).span.start < span.end) end++;
  return matches.slice(low, end);
};

const RANK: Readonly<Record<Confidence, number>> = { high: 2, medium: 1, low: 0 };

const join = (a: Match, b: Match, onLoser?: (loser: Match, winner: Match) => void): Match => {
  const [winner, loser] = beats(b, a) ? [b, a] : [a, b];
  onLoser?.(loser, winner);
  const name = winner.name ?? loser.name;
  return name === undefined ? winner : { ...winner, name };
};

const beats = (challenger: Match, holder: Match): boolean => {
  const differences = [
    specific(challenger) - specific(holder),
    RANK[challenger.confidence] - RANK[holder.confidence],
    challenger.value.length - holder.value.length,
  ];
  return (differences.find((difference) => difference !== 0) ?? 0) > 0;
};

/** Who knows the format of the value beats who knows its place, who knows the place beats who knows a name. */
const specific = ({ rule, value }: Match): number => {
  const { provider, structure } = rule.definition;
  if (provider === GENERIC_PROVIDER) return structure === "assignment" ? 0 : structure === "read-value" ? 0.5 : 1;
  return publicPrefix(rule, value) === "" ? 2 : 3;
};

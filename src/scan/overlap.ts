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
  if (rule.definition.provider === GENERIC_PROVIDER) return rule.definition.structure === "assignment" ? 0 : 1;
  return publicPrefix(rule, value) === "" ? 2 : 3;
};

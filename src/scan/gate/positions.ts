import { type AST, RegExpParser } from "@eslint-community/regexpp";
import type { ByteSet } from "./byte-set.ts";
import { type Detail, either, FINE, readAlternatives } from "./read-pattern.ts";

/**
 * The positions of a pattern, of which each takes one byte (Glushkov: The abstract theory of automata, 1961). Texts that it
 * matches are among those that the positions lead through; there are more, as what looks around is left out, and what is
 * repeated often may be repeated without end.
 */
export interface Positions {
  readonly takes: readonly ByteSet[];
  /** Positions that may come next. */
  readonly follow: readonly (readonly number[])[];
  readonly first: readonly number[];
  /** A match may end behind them. */
  readonly last: ReadonlySet<number>;
  /** It may match nothing at all. */
  readonly empty: boolean;
}

/** Of any of some patterns; undefined when they have too many, or what nobody here reads. */
export const positionsOf = (regexes: readonly RegExp[], detail: Detail = FINE): Positions | undefined => {
  const built = { takes: [], follow: [] };
  const parts = regexes.map(({ source, ignoreCase }) =>
    readAlternatives({ built, ignoreCase, detail }, parse(source).alternatives),
  );
  if (!parts.every((part) => part !== undefined)) return undefined;
  const { first, last, empty } = either(parts);
  return { ...built, first, last: new Set(last), empty };
};

/** Of the same texts, read from their ends. */
export const reversed = ({ takes, follow, first, last, empty }: Positions): Positions => {
  const before: number[][] = takes.map(() => []);
  for (const [position, next] of follow.entries()) for (const one of next) before[one]?.push(position);
  return { takes, follow: before, first: [...last], last: new Set(first), empty };
};

/** Positions from which a keyword can be read on, or as much of it as belongs to a match. */
export const readableFrom = (positions: Positions, keywords: readonly string[]): readonly number[] =>
  [...positions.takes.keys()].filter((position) =>
    keywords.some((keyword) => isReadable(positions, position, keyword)),
  );

const isReadable = (positions: Positions, position: number, keyword: string): boolean =>
  isTaken(positions.takes[position], keyword.charCodeAt(0)) && readOn(positions, [position], keyword)?.length !== 0;

/** Of a keyword, in any case. */
const isTaken = (set: ByteSet | undefined, byte: number): boolean =>
  set?.[byte] === 1 || (byte >= 0x61 && byte <= 0x7a && set?.[byte - 0x20] === 1);

/** Positions that may come next once a keyword was read; undefined when a match may end before that. */
export const readOn = (
  { takes, follow, last }: Positions,
  from: readonly number[],
  keyword: string,
): readonly number[] | undefined => {
  let set = from;
  for (let at = 0; at < keyword.length; at++) {
    const taken = set.filter((one) => isTaken(takes[one], keyword.charCodeAt(at)));
    if (taken.some((one) => last.has(one))) return undefined;
    set = [...new Set(taken.flatMap((one) => follow[one] ?? []))];
  }
  return set;
};

const parse = (source: string): AST.Pattern =>
  new RegExpParser({ ecmaVersion: 2022 }).parsePattern(source, 0, source.length, { unicode: false });

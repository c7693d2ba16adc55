import { type AST, RegExpParser } from "@eslint-community/regexpp";
import { ALL_BYTES, type ByteSet, bytesOf } from "./byte-set.ts";

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

/** Copies of what is repeated, as far as they are counted: what goes on longer is left to the pattern. */
const COUNTED = 32;
/** Optional copies: more may as well be any number. */
const OPTIONAL = 3;
const MOST_POSITIONS = 4000;

interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly empty: boolean;
}

const NOTHING: Part = { first: [], last: [], empty: true };

/** Of any of some patterns; undefined when they have too many, or what nobody here reads. */
export const positionsOf = (regexes: readonly RegExp[]): Positions | undefined => {
  const builder = createBuilder();
  const parts = regexes.map(({ source, ignoreCase }) => builder.pattern(parse(source), ignoreCase));
  const whole = parts.every((part) => part !== undefined) ? either(parts) : undefined;
  return whole && { ...whole, takes: builder.takes, follow: builder.follow, last: new Set(whole.last) };
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

const isReadable = ({ takes, follow, last }: Positions, position: number, keyword: string): boolean => {
  let set: ReadonlySet<number> = new Set([position]);
  for (const byte of Buffer.from(keyword, "latin1")) {
    const upper = byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
    const taken = [...set].filter((one) => takes[one]?.[byte] === 1 || takes[one]?.[upper] === 1);
    if (taken.some((one) => last.has(one))) return true;
    set = new Set(taken.flatMap((one) => follow[one] ?? []));
  }
  return set.size > 0;
};

const parse = (source: string): AST.Pattern =>
  new RegExpParser({ ecmaVersion: 2022 }).parsePattern(source, 0, source.length, { unicode: false });

const either = (parts: readonly Part[]): Part => ({
  first: parts.flatMap(({ first }) => first),
  last: parts.flatMap(({ last }) => last),
  empty: parts.some(({ empty }) => empty),
});

const createBuilder = () => {
  const takes: ByteSet[] = [];
  const follow: number[][] = [];
  const join = (from: readonly number[], to: readonly number[]): void => {
    for (const position of from) follow[position]?.push(...to);
  };
  const then = (a: Part, b: Part): Part => {
    join(a.last, b.first);
    return {
      first: a.empty ? [...a.first, ...b.first] : a.first,
      last: b.empty ? [...a.last, ...b.last] : b.last,
      empty: a.empty && b.empty,
    };
  };
  const loop = (part: Part): Part => {
    join(part.last, part.first);
    return { ...part, empty: true };
  };
  const one = (set: ByteSet | undefined): Part | undefined => {
    if (set === undefined || takes.length === MOST_POSITIONS) return undefined;
    const position = takes.push(set) - 1;
    follow.push([]);
    return { first: [position], last: [position], empty: false };
  };
  const repeat = ({ min, max, element }: AST.Quantifier, ignoreCase: boolean): Part | undefined => {
    let whole: Part = NOTHING;
    const copies = Math.min(min, COUNTED);
    const optional = max - min <= OPTIONAL && max <= COUNTED ? max - min : 0;
    for (let copy = 0; copy < copies + optional; copy++) {
      const part = read(element, ignoreCase);
      if (part === undefined) return undefined;
      whole = then(whole, copy < copies ? part : { ...part, empty: true });
    }
    if (max === copies + optional) return whole;
    const more = read(element, ignoreCase);
    return more && then(whole, loop(more));
  };
  const sequence = (elements: readonly AST.Element[], ignoreCase: boolean): Part | undefined => {
    let whole: Part = NOTHING;
    for (const element of elements) {
      const part = read(element, ignoreCase);
      if (part === undefined) return undefined;
      whole = then(whole, part);
    }
    return whole;
  };
  const alternatives = (all: readonly AST.Alternative[], ignoreCase: boolean): Part | undefined => {
    const parts: Part[] = [];
    for (const { elements } of all) {
      const part = sequence(elements, ignoreCase);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return either(parts);
  };
  const read = (element: AST.Element, ignoreCase: boolean): Part | undefined => {
    switch (element.type) {
      case "Group":
      case "CapturingGroup":
        return alternatives(element.alternatives, ignoreCase);
      case "Quantifier":
        return repeat(element, ignoreCase);
      case "Assertion":
        return NOTHING;
      case "Backreference": {
        const any = one(ALL_BYTES);
        return any && loop(any);
      }
      case "Character":
      case "CharacterSet":
      case "CharacterClass":
        return one(bytesOf(element, ignoreCase));
      default:
        return undefined;
    }
  };
  return {
    takes,
    follow,
    pattern: (pattern: AST.Pattern, ignoreCase: boolean) => alternatives(pattern.alternatives, ignoreCase),
  };
};

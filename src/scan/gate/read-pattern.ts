import type { AST } from "@eslint-community/regexpp";
import { ALL_BYTES, type ByteSet, bytesOf } from "./byte-set.ts";

/** How closely repetition is read. */
export interface Detail {
  /** Copies of what is repeated, as far as they are counted: what goes on longer is left to the pattern. */
  readonly counted: number;
  /** Optional copies, of one character and of more: beyond them it may as well be any number. */
  readonly optional: { readonly character: number; readonly group: number };
}

export const FINE: Detail = { counted: 32, optional: { character: 48, group: 3 } };
/** A multiple of 16. */
export const MOST_POSITIONS = 8000;

/** A part of a pattern, by its positions. */
interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** It may match nothing. */
  readonly empty: boolean;
}

interface Reading {
  readonly built: { readonly takes: ByteSet[]; readonly follow: number[][] };
  readonly ignoreCase: boolean;
  readonly detail: Detail;
}

const NOTHING: Part = { first: [], last: [], empty: true };

/** Undefined when there are too many positions, or what nobody here reads. */
export const readAlternatives = (reading: Reading, all: readonly AST.Alternative[]): Part | undefined => {
  const parts = all.map(({ elements }) => readSequence(reading, elements));
  return parts.every((part) => part !== undefined) ? either(parts) : undefined;
};

export const either = (parts: readonly Part[]): Part => ({
  first: parts.flatMap(({ first }) => first),
  last: parts.flatMap(({ last }) => last),
  empty: parts.some(({ empty }) => empty),
});

const readSequence = (reading: Reading, elements: readonly AST.Element[]): Part | undefined => {
  let whole: Part = NOTHING;
  for (const element of elements) {
    const part = readElement(reading, element);
    if (part === undefined) return undefined;
    whole = then(reading, whole, part);
  }
  return whole;
};

const readElement = (reading: Reading, element: AST.Element): Part | undefined => {
  switch (element.type) {
    case "Group":
    case "CapturingGroup":
      return readAlternatives(reading, element.alternatives);
    case "Quantifier":
      return readRepeated(reading, element);
    case "Assertion":
      return NOTHING;
    case "Backreference": {
      const any = addPosition(reading, ALL_BYTES);
      return any && loop(reading, any);
    }
    case "Character":
    case "CharacterSet":
    case "CharacterClass":
      return addPosition(reading, bytesOf(element, reading.ignoreCase));
    default:
      return undefined;
  }
};

const readRepeated = (reading: Reading, { min, max, element }: AST.Quantifier): Part | undefined => {
  const { counted, optional } = reading.detail;
  const copies = Math.min(min, counted);
  const most = optional[element.type === "Group" || element.type === "CapturingGroup" ? "group" : "character"];
  const isCounted = min === copies && max - min <= most;
  const rest = isCounted ? readOptional(reading, element, max - min) : readLoop(reading, element);
  let whole: Part | undefined = NOTHING;
  for (let copy = 0; copy < copies && whole !== undefined; copy++) {
    const part = readElement(reading, element);
    whole = part && then(reading, whole, part);
  }
  return whole && rest && then(reading, whole, rest);
};

/** Each but the first only behind the one before it, so that a state has but one of them. */
const readOptional = (reading: Reading, element: AST.Element, count: number): Part | undefined => {
  let rest: Part | undefined = NOTHING;
  for (let copy = 0; copy < count && rest !== undefined; copy++) {
    const part = readElement(reading, element);
    rest = part && { ...then(reading, part, rest), empty: true };
  }
  return rest;
};

const readLoop = (reading: Reading, element: AST.Element): Part | undefined => {
  const part = readElement(reading, element);
  return part && loop(reading, part);
};

const addPosition = ({ built: { takes, follow } }: Reading, set: ByteSet | undefined): Part | undefined => {
  if (set === undefined || takes.length === MOST_POSITIONS) return undefined;
  const position = takes.push(set) - 1;
  follow.push([]);
  return { first: [position], last: [position], empty: false };
};

const then = (reading: Reading, a: Part, b: Part): Part => {
  join(reading, a.last, b.first);
  return {
    first: a.empty ? [...a.first, ...b.first] : a.first,
    last: b.empty ? [...a.last, ...b.last] : b.last,
    empty: a.empty && b.empty,
  };
};

const loop = (reading: Reading, part: Part): Part => {
  join(reading, part.last, part.first);
  return { ...part, empty: true };
};

const join = ({ built }: Reading, from: readonly number[], to: readonly number[]): void => {
  for (const position of from) built.follow[position]?.push(...to);
};

import { keyTraits } from "./key-traits.ts";
import { meaningOf, type WrittenScalar } from "./scalar.ts";

/** A key without the escapes of its format, and what it says. */
export interface Key {
  readonly text: string;
  readonly traits: number;
}

/** Keys that were met last, by some of their characters: a document has few of them, many times. */
const PLACES = 4096;
const last: (Key | undefined)[] = new Array(PLACES).fill(undefined);
/** Longer keys are not remembered, in characters. */
const LONGEST = 64;

const MAY_BE_ESCAPED = /\\|''/;

/** The key that is written there: nothing is made of one that was met before. */
export const keyOf = (text: string, scalar: WrittenScalar): Key => {
  const { start, end } = scalar;
  const length = end - start;
  if (length === 0 || length > LONGEST) return read(text, scalar);
  const place = placeOf(text, start, end);
  const known = last[place];
  if (known !== undefined && known.text.length === length && text.startsWith(known.text, start)) return known;
  const key = read(text, scalar);
  // What has escapes says something else in other quotes.
  if (key.text.length === length && !MAY_BE_ESCAPED.test(key.text))
    last[place] = { text: ownCopy(key.text), traits: key.traits };
  return key;
};

const read = (text: string, scalar: WrittenScalar): Key => {
  const meaning = meaningOf(text, scalar);
  return { text: meaning, traits: keyTraits(meaning) };
};

const placeOf = (text: string, start: number, end: number): number => {
  const middle = text.charCodeAt((start + end) >> 1);
  const edges = text.charCodeAt(start) * 31 + text.charCodeAt(end - 1) * 7;
  return (edges + middle * 131 + (end - start) * 1031) & (PLACES - 1);
};

/** A slice keeps the document that it is from in memory; a copy does not. */
const ownCopy = (text: string): string => Buffer.from(text, "latin1").toString("latin1");

import { createRequire } from "node:module";
import { stripVTControlCharacters } from "node:util";
import type stringWidth from "string-width";

/** Each is one column, and a grapheme: ASCII, Latin-1, dashes, dots and bars of charts. */
const PLAIN = /^[ -~\u00a1-\u00ac\u00ae-\u00ff\u2010-\u2027\u2039\u203a\u2581-\u2593]*$/;
/** What a reader takes for one character may be many code points: an accent, a flag, a family (Unicode UAX #29). */
const graphemes = (text: string): Intl.Segments => {
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(text);
};
/** It takes 10 ms to make, and most output is plain. */
let segmenter: Intl.Segmenter | undefined;

const widthOf: typeof stringWidth = (text) => {
  measure ??= (createRequire(import.meta.url)("string-width") as { readonly default: typeof stringWidth }).default;
  return measure(text);
};
/** The tables of Unicode take 30 ms to load, a sixth of a short command. */
let measure: typeof stringWidth | undefined;

/** Terminal columns of a cleaned text (Unicode UAX #11): 2 for CJK and emoji, 0 for what combines. Colours have none. */
export const columns = (text: string): number => {
  const shown = text.includes("\u001b") ? stripVTControlCharacters(text) : text;
  return PLAIN.test(shown) ? shown.length : widthOf(shown);
};

/** At most `width` columns, in whole graphemes; an end that is lost is marked. */
export function cut(text: string, width: number): string {
  if (PLAIN.test(text)) return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
  let used = 0;
  let kept = 0;
  for (const { segment, index } of graphemes(text)) {
    used += columns(segment);
    if (used > width) return `${text.slice(0, kept)}…`;
    if (used < width) kept = index + segment.length;
  }
  return text;
}

/** Cut or filled up with spaces to exactly `width` columns. */
export const pad = (text: string, width: number): string => {
  if (fits(text, width)) return text.padEnd(width);
  const fitted = cut(text, width);
  return fitted + " ".repeat(Math.max(0, width - columns(fitted)));
};

/** The same, with the spaces before it. */
export const padBefore = (text: string, width: number): string => {
  if (fits(text, width)) return text.padStart(width);
  const fitted = cut(text, width);
  return " ".repeat(Math.max(0, width - columns(fitted))) + fitted;
};

/** Told at once of nearly all cells. */
const fits = (text: string, width: number): boolean => text.length <= width && PLAIN.test(text);

import type { Span } from "../../domain/finding.ts";

/** What a scan found in the text of a file: a place in it, UTF-16. To mask with, never to print. */
export interface FoundValue {
  readonly span: Span;
  /** An example, or no more than likely: it is masked where it was found, and long ones elsewhere too. */
  readonly isGuess: boolean;
}

/** Texts of one tree with what was found in each. */
export type FoundIn = readonly (readonly [text: string, found: readonly FoundValue[]])[];

/** A shorter text, or a few letters, would be masked inside ordinary words and paths. */
const MIN_LENGTH = 4;
const WORD = /^[A-Za-z]{1,7}$/;
/** A guess is a word as often as not. */
const MIN_GUESS = 8;

/** What says how a build gets a secret stands beside the name `secret`, and is none. */
const PASSING =
  /^(?:id|type|src|source)=[\w./$~{}-]{0,200}(?:,(?:id|type|src|source|env|target|dst|required|mode|uid|gid)=[\w./$~{}-]{0,200}){0,8}$/;

/** Without what is no value where builds are written. */
export const valuesIn = (text: string, found: readonly FoundValue[]): readonly FoundValue[] =>
  found.filter(({ span }) => !PASSING.test(text.slice(span.start, span.end)));

/** Values that are masked wherever they stand; one over several lines by its lines. */
export const valuesOf = (all: FoundIn): readonly string[] => [
  ...new Set(
    all.flatMap(([text, found]) =>
      found.flatMap(({ span, isGuess }) =>
        text
          .slice(span.start, span.end)
          .split(/\r?\n/)
          .map((line) => line.replace(/^\s+|[\s\\`]+$/g, ""))
          .filter((line) => line.length >= (isGuess ? MIN_GUESS : MIN_LENGTH) && !WORD.test(line)),
      ),
    ),
  ),
];

/** Spans within each line that holds a value, by the text of the line: what a diff of the text has of it. */
export const spansByLine = (all: FoundIn): ReadonlyMap<string, readonly Span[]> => {
  const known = new Map<string, readonly Span[]>();
  for (const [text, found] of all) {
    if (found.length === 0) continue;
    let start = 0;
    for (const line of text.split("\n")) {
      const end = start + line.length;
      const spans = found.flatMap(({ span }) => clipped(span, { start, end }));
      if (spans.length > 0) known.set(line, [...(known.get(line) ?? []), ...spans]);
      start = end + 1;
    }
  }
  return known;
};

const clipped = (span: Span, line: Span): readonly Span[] => {
  const [start, end] = [Math.max(span.start, line.start), Math.min(span.end, line.end)];
  return start < end ? [{ start: start - line.start, end: end - line.start }] : [];
};

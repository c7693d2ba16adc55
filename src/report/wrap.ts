import { columns } from "./columns.ts";

export interface Indent {
  /** Columns of the whole line. */
  readonly width: number;
  /** Before the first line, and before each further one. */
  readonly first: string;
  readonly rest: string;
}

/** What a line of Markdown must not begin with: a list item, heading, quote, rule or underline. */
const BLOCK_START = /^(?:[-+*=]+$|#{1,6}$|>|\d+[.)]$|~~~|```)/;
/** A word, in which code spans and escaped characters are kept whole. */
const WORD = /(?:\\.|(`+)(?!`).*?(?<!`)\1(?!`)|[^\s])+/gsu;

/** Words with a space between each two: what fits a line is one as it is. */
const WORDS = /^\S+(?: \S+)*$/;

/** Wraps one paragraph. A word that is longer than a line stands alone; none is split. */
export function wrap(text: string, { width, first, rest }: Indent): string {
  if (WORDS.test(text) && columns(first) + columns(text) <= width) return first + text;
  const lines: string[] = [];
  let line = first;
  let fresh = true;
  for (const { word, needs } of measured([...text.matchAll(WORD)].map(([word]) => word))) {
    const fits = columns(line) + 1 + needs <= width;
    if (!fresh && !fits && !BLOCK_START.test(word)) {
      lines.push(line);
      line = rest;
      fresh = true;
    }
    line += fresh ? word : ` ${word}`;
    fresh = false;
  }
  return [...lines, line].join("\n");
}

/** Each word with the columns that it needs, with those behind it that cannot begin a line. */
function measured(words: readonly string[]): readonly { readonly word: string; readonly needs: number }[] {
  let behind = 0;
  return words
    .toReversed()
    .map((word) => {
      const needs = columns(word) + behind;
      behind = BLOCK_START.test(word) ? needs + 1 : 0;
      return { word, needs };
    })
    .toReversed();
}

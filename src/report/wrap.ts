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

/** Wraps one paragraph. A word that is longer than a line stands alone; none is split. */
export function wrap(text: string, { width, first, rest }: Indent): string {
  const lines: string[] = [];
  let line = first;
  let fresh = true;
  for (const [word] of text.matchAll(WORD)) {
    const fits = columns(line) + 1 + columns(word) <= width;
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

import type { Span } from "../../domain/finding.ts";

export interface Scalar {
  readonly value: string;
  /** Without the quotes. */
  readonly span: Span;
  readonly quoted: boolean;
  /** Offset behind it, and behind its quotes. */
  readonly next: number;
}

/** Strings of a line or a few; what never closes is no string. */
const LONGEST = 64 * 1024;
const QUOTE = /"""|'''|["'`]/y;

/**
 * The string that begins at `start`: JSON, YAML and TOML escapes in double quotes, doubled ones in single quotes.
 * Undefined when no quote stands there or none closes it.
 */
export const readQuoted = (text: string, { start, end }: Span): Scalar | undefined => {
  QUOTE.lastIndex = start;
  const [quote] = QUOTE.exec(text) ?? [];
  if (quote === undefined) return undefined;
  const from = start + quote.length;
  const close = closing({ text, from, end: Math.min(end, from + LONGEST) }, quote);
  if (close === undefined) return undefined;
  const written = text.slice(from, close);
  const lead = quote.length === 3 ? (/^\r?\n/.exec(written)?.[0].length ?? 0) : 0;
  return {
    value: quote[0] === '"' ? unescapeJson(written.slice(lead)) : written.slice(lead).replaceAll("''", "'"),
    span: { start: from + lead, end: close },
    quoted: true,
    next: close + quote.length,
  };
};

interface Open {
  readonly text: string;
  readonly from: number;
  readonly end: number;
}

const closing = ({ text, from, end }: Open, quote: string): number | undefined => {
  for (let at = from; at < end; at++) {
    if (text[at] === "\\" && quote[0] !== "'") at++;
    else if (quote === "'" && text.startsWith("''", at) && at > from) at++;
    else if (text.startsWith(quote, at)) return at;
  }
  return undefined;
};

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", "0": "\0" };

/** RFC 8259, 7. Characters above U+00FF come out as their UTF-8 bytes: text is latin1 here. */
const unescapeJson = (text: string): string =>
  text.includes("\\")
    ? text.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|\r?\n[ \t]*|([^\r\n]))/g, (_all, wide, narrow, other) =>
        (wide ?? narrow) === undefined
          ? other === undefined
            ? ""
            : (ESCAPES[other] ?? other)
          : bytesOf(Number.parseInt(wide ?? narrow, 16)),
      )
    : text;

/** A character as the latin1 text of its UTF-8 bytes. */
export const bytesOf = (code: number): string => Buffer.from(String.fromCodePoint(code)).toString("latin1");

/** A line up to its comment, without the space before it. */
export const withoutComment = (line: string, mark: RegExp): string => {
  const at = line.search(mark);
  return (at < 0 ? line : line.slice(0, at)).trimEnd();
};

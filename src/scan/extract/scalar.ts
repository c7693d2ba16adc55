/** Where a scalar is written; what it says is read when somebody asks. */
export interface WrittenScalar {
  /** Without the quotes. */
  readonly start: number;
  readonly end: number;
  /** Offset behind it, and behind its quotes. */
  readonly next: number;
  /** Character code of its quotes. */
  readonly quote: number | undefined;
}

/** Strings of a line or a few; what never closes is no string. */
const LONGEST = 64 * 1024;
const [DOUBLE, SINGLE, BACKTICK, BACKSLASH] = [0x22, 0x27, 0x60, 0x5c];

/**
 * The string that begins at `start`: JSON, YAML and TOML escapes in double quotes, doubled ones in single quotes.
 * Undefined when no quote stands there or none closes it.
 */
export const findQuoted = (text: string, start: number, end: number): WrittenScalar | undefined => {
  const quote = text.charCodeAt(start);
  if (quote !== DOUBLE && quote !== SINGLE && quote !== BACKTICK) return undefined;
  const isTriple = quote !== BACKTICK && text.charCodeAt(start + 1) === quote && text.charCodeAt(start + 2) === quote;
  const size = isTriple ? 3 : 1;
  const from = start + size;
  const close = closing(text, {
    mark: MARKS[quote]?.[isTriple ? 1 : 0] ?? "",
    from,
    end: Math.min(end, from + LONGEST),
  });
  if (close < 0) return undefined;
  const lead = isTriple ? leadOf(text, from, close) : 0;
  return { start: from + lead, end: close, next: close + size, quote };
};

const MARKS: Readonly<Record<number, readonly [string, string]>> = {
  [DOUBLE]: ['"', '"""'],
  [SINGLE]: ["'", "'''"],
  [BACKTICK]: ["`", "`"],
};

interface Open {
  /** The quotes that close it. */
  readonly mark: string;
  readonly from: number;
  readonly end: number;
}

/** -1 when it is not closed before the end. */
const closing = (text: string, { mark, from, end }: Open): number => {
  let at = text.indexOf(mark, from);
  for (; at >= 0 && at < end; at = text.indexOf(mark, at)) {
    if (mark === "'") {
      if (text.charCodeAt(at + 1) !== SINGLE) return at;
      at += 2;
    } else if (mark.charCodeAt(0) === SINGLE || !isEscaped(text, from, at)) return at;
    else at++;
  }
  return -1;
};

/** An odd number of backslashes stands before. */
const isEscaped = (text: string, from: number, at: number): boolean => {
  let first = at;
  while (first > from && text.charCodeAt(first - 1) === BACKSLASH) first--;
  return (at - first) % 2 === 1;
};

/** The line's end behind opening quotes of three is not part of the string. */
const leadOf = (text: string, from: number, end: number): number =>
  /^\r?\n/.exec(text.slice(from, Math.min(end, from + 2)))?.[0].length ?? 0;

/** Without its escapes. */
export const meaningOf = (text: string, { start, end, quote }: WrittenScalar): string => {
  const written = text.slice(start, end);
  if (quote === undefined) return written;
  return quote === DOUBLE ? unescapeJson(written) : written.replaceAll("''", "'");
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

/** Ways to write characters of a text by others. */
export type Escaping = "escapes" | "entities" | "percent-encoding";

/** What stands for other characters, or for none. */
interface Escape {
  /** Offset of what it stands for in the text without escapes, and how long that is. */
  readonly at: number;
  readonly size: number;
  /** Offset in the source, and length there. */
  readonly from: number;
  readonly chars: number;
}

/** Text with one level of an escaping undone. Both texts are latin1. */
export interface Unescaped {
  readonly text: string;
  /** In their order. What stands between them is the same in both texts. */
  readonly escapes: readonly Escape[];
}

/** Undefined when nothing is escaped so. */
export const undoEscapes = (source: string, escaping: Escaping): Unescaped | undefined => {
  const { mark, read } = WAYS[escaping];
  const escapes: Escape[] = [];
  let text = "";
  let done = 0;
  for (let from = source.indexOf(mark); from >= 0; ) {
    const found = read(source, from);
    if (found === undefined) {
      from = source.indexOf(mark, from + 1);
      continue;
    }
    text += source.slice(done, from);
    escapes.push({ at: text.length, size: found.means.length, from, chars: found.chars });
    text += found.means;
    done = from + found.chars;
    from = source.indexOf(mark, done);
  }
  return escapes.length === 0 ? undefined : { text: text + source.slice(done), escapes };
};

/** Where in the source the character at an offset of the text came from; for the end of the text, where the source ends. */
export const originOf = ({ escapes }: Unescaped, offset: number): number => {
  let [low, high] = [0, escapes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((escapes[middle] as Escape).at <= offset) low = middle + 1;
    else high = middle;
  }
  const before = escapes[low - 1];
  if (before === undefined) return offset;
  const { at, size, from, chars } = before;
  return offset < at + size ? from : from + chars + offset - at - size;
};

/** Offset in the text of the first character that comes from an offset of the source or behind it. */
export const movedTo = ({ escapes }: Unescaped, offset: number): number => {
  let moved = offset;
  for (const { at, size, from, chars } of escapes) {
    if (from >= offset) break;
    moved = at + size + Math.max(0, offset - from - chars);
  }
  return moved;
};

interface Read {
  readonly means: string;
  readonly chars: number;
}

interface Way {
  /** Every escape begins with it. */
  readonly mark: string;
  /** The escape at an offset; undefined when none is there. */
  readonly read: (source: string, at: number) => Read | undefined;
}

const SIMPLE = "nrtbf\"'/\\:=#!`";
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const ENTITY = /&(?:#x([0-9A-Fa-f]{2,6})|#(\d{2,7})|(amp|lt|gt|quot|apos));/y;

/**
 * Of strings in JSON (RFC 8259, 7), JavaScript and Python; `\:`, `\=` of Java properties; a line continued by a
 * backslash, as in shells and Dockerfiles.
 */
const readBackslash = (source: string, at: number): Read | undefined => {
  const char = source[at + 1] ?? "";
  if (char === "u" || char === "x") {
    const size = char === "u" ? 4 : 2;
    const code = hexAt(source, at + 2, size);
    return code < 0 ? undefined : { means: utf8(code), chars: 2 + size };
  }
  if (char === "\n") return { means: "", chars: 2 };
  if (char === "\r") return source[at + 2] === "\n" ? { means: "", chars: 3 } : undefined;
  return char !== "" && SIMPLE.includes(char) ? { means: CONTROLS[char] ?? char, chars: 2 } : undefined;
};

const readEntity = (source: string, at: number): Read | undefined => {
  ENTITY.lastIndex = at;
  const [all, hex, decimal, name = ""] = ENTITY.exec(source) ?? [];
  if (all === undefined) return undefined;
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return { means: ENTITIES[name] ?? utf8(code), chars: all.length };
};

const readPercent = (source: string, at: number): Read | undefined => {
  const code = hexAt(source, at + 1, 2);
  return code < 0 ? undefined : { means: String.fromCharCode(code), chars: 3 };
};

const WAYS: Readonly<Record<Escaping, Way>> = {
  escapes: { mark: "\\", read: readBackslash },
  entities: { mark: "&", read: readEntity },
  "percent-encoding": { mark: "%", read: readPercent },
};

/** The number that so many hex digits write; -1 when not all of them are some. */
const hexAt = (source: string, from: number, size: number): number => {
  let code = 0;
  for (let at = from; at < from + size; at++) {
    const digit = HEX_DIGITS.indexOf(source[at] ?? " ");
    if (digit < 0) return -1;
    code = code * 16 + (digit < 16 ? digit : digit - 6);
  }
  return code;
};
const HEX_DIGITS = "0123456789abcdefABCDEF";

/** A character as its bytes in UTF-8, one latin1 character each; nothing for what is none. */
const utf8 = (code: number): string => {
  if (code < 0x80) return String.fromCharCode(code);
  return code > 0x10_ffff ? "" : Buffer.from(String.fromCodePoint(code)).toString("latin1");
};

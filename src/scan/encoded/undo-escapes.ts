/** Ways to write characters of a text by others. */
export type Escaping = "escapes" | "entities" | "percent-encoding";

/** Text with one level of an escaping undone. Both texts are latin1. */
export interface Unescaped {
  readonly text: string;
  /** Per character where it came from, and one more: where the source ends. */
  readonly origins: Uint32Array;
}

/**
 * Of strings in JSON (RFC 8259, 7), JavaScript and Python; `\:`, `\=` of Java properties; a line continued by a
 * backslash, as in shells and Dockerfiles.
 */
const BACKSLASH = /\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(\r?\n)|([nrtbf"'/\\:=#!`]))/g;
const ENTITY = /&(?:#x([0-9A-Fa-f]{2,6})|#(\d{2,7})|(amp|lt|gt|quot|apos));/g;
const PERCENT = /%([0-9A-Fa-f]{2})/g;

const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

interface Way {
  readonly pattern: RegExp;
  readonly decode: (groups: readonly (string | undefined)[]) => string;
}

const WAYS: Readonly<Record<Escaping, Way>> = {
  escapes: {
    pattern: BACKSLASH,
    decode: ([, unicode, hex, newline, char = ""]) => {
      if (newline !== undefined) return "";
      const code = unicode ?? hex;
      return code === undefined ? (CONTROLS[char] ?? char) : utf8(Number.parseInt(code, 16));
    },
  },
  entities: {
    pattern: ENTITY,
    decode: ([, hex, decimal, name = ""]) =>
      ENTITIES[name] ?? utf8(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
  },
  "percent-encoding": {
    pattern: PERCENT,
    decode: ([, hex = ""]) => String.fromCharCode(Number.parseInt(hex, 16)),
  },
};

/** A character as its bytes in UTF-8, one latin1 character each; nothing for what is none. */
const utf8 = (code: number): string =>
  code > 0x10_ffff ? "" : Buffer.from(String.fromCodePoint(code)).toString("latin1");

/** Undefined when nothing is escaped so. */
export const undoEscapes = (source: string, escaping: Escaping): Unescaped | undefined => {
  const { pattern, decode } = WAYS[escaping];
  pattern.lastIndex = 0;
  let found = pattern.exec(source);
  if (found === null) return undefined;
  const origins = new Uint32Array(source.length + 1);
  let text = "";
  let at = 0;
  for (; found !== null; found = pattern.exec(source)) {
    const decoded = decode(found);
    const literal = source.slice(at, found.index);
    for (let index = 0; index < literal.length; index++) origins[text.length + index] = at + index;
    text += literal;
    origins.fill(found.index, text.length, text.length + decoded.length);
    text += decoded;
    at = found.index + found[0].length;
  }
  const rest = source.slice(at);
  for (let index = 0; index <= rest.length; index++) origins[text.length + index] = at + index;
  return { text: text + rest, origins: origins.subarray(0, text.length + rest.length + 1) };
};

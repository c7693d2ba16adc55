import type { Judged } from "../judge.ts";
import type { HitWindow } from "../match.ts";
import { type Escaping, movedTo, originOf, type Unescaped, undoEscapes } from "./undo-escapes.ts";

/** Rules that look farther want blocks of lines. */
const BLOCK = 4096;

/** Rules that look at many lines. */
export const isBlock = ({ after }: { readonly after: number }): boolean => after > BLOCK;

/** Behind a keyword, in which a value ends that is no block. */
const VALUE_END = 640;

/** The part of a window in which escapes are undone. */
export const nearHit = ({ text, hit }: HitWindow, of: { readonly after: number }): HitWindow =>
  isBlock(of) ? { text, hit } : { text: text.slice(0, hit + VALUE_END), hit };

interface Again {
  /** What was caught in the text as it is. */
  readonly plain: Judged | undefined;
  /** Looks in a text again. */
  readonly again: (window: HitWindow) => Judged | undefined;
}

const ESCAPINGS: readonly Escaping[] = ["escapes", "entities", "percent-encoding"];
/** Levels of escapes in escapes, each of which is tried. */
const LEVELS = 5;

/**
 * What is caught when escapes are undone, when it is more than what was caught without: nothing was, or its value is
 * one that a reader of its format would unescape. Undefined otherwise.
 */
export const decodedMatch = (window: HitWindow, { plain, again }: Again): Judged | undefined => {
  if (plain !== undefined && !isEscaped(plain, window.text)) return undefined;
  let { text, hit } = window;
  const levels: Level[] = [];
  while (levels.length < LEVELS) {
    const level = unescapeNext(text);
    if (level === undefined) return undefined;
    // The parts of a URL are decoded when it was read, not before.
    if (level.escaping === "percent-encoding" && plain === undefined && URL_START.test(text.slice(hit, hit + 40)))
      return undefined;
    levels.push(level);
    ({ text, hit } = { text: level.unescaped.text, hit: movedTo(level.unescaped, hit) });
    const caught = again({ text, hit });
    if (caught !== undefined) return better({ plain, caught, levels, source: window.text });
  }
  return undefined;
};

interface Level {
  readonly escaping: Escaping;
  readonly unescaped: Unescaped;
}

const URL_START = /^[\w+.-]*:\/\//;

const unescapeNext = (text: string): Level | undefined => {
  for (const escaping of ESCAPINGS) {
    const unescaped = undoEscapes(text, escaping);
    if (unescaped !== undefined) return { escaping, unescaped };
  }
  return undefined;
};

interface Better {
  readonly plain: Judged | undefined;
  readonly caught: Judged;
  readonly levels: readonly Level[];
  readonly source: string;
}

const better = ({ plain, caught, levels, source }: Better): Judged | undefined => {
  if (plain?.identity === caught.identity) return undefined;
  const origin = (offset: number): number => levels.reduceRight((at, { unescaped }) => originOf(unescaped, at), offset);
  const span = { start: origin(caught.span.start), end: origin(caught.span.end) };
  const isWritten = source.slice(span.start, span.end) === caught.value;
  const encoding = levels.map(({ escaping }) => escaping).join(" > ");
  return { ...caught, span, ...(isWritten ? {} : { encoding }) };
};

/** Strings and their ends inside of a string; what a backslash continues. */
const IN_STRING = /\\(?:u00[0-9a-f]{2}|["'/\\]|r?\\?n[ \t]*(?:[\w.-]+[ \t]*[=:]|["'}#]|$))|\\(?:\r?\n|$)/i;
const IN_QUOTES = /\\(?:u[0-9a-f]{4}|[nrt"'/\\])/i;
const IN_MARKUP = /&(?:amp|lt|gt|quot|apos|#\d{2,5}|#x[0-9a-f]{2,5});/i;

/** Whether a value that was caught as it is written means another one. */
const isEscaped = ({ value, span }: Judged, text: string): boolean => {
  const before = text[span.start - 1] ?? "";
  if (IN_STRING.test(value) || (text[span.end] === "\\" && /[\r\n]/.test(text[span.end + 1] ?? ""))) return true;
  if ((before === '"' || before === "'") && IN_QUOTES.test(value)) return true;
  if (IN_MARKUP.test(value)) return /[<>]/.test(text.slice(0, span.start));
  return /%[0-9a-f]{2}/i.test(value) && /:\/\/[^\s"'<>]*$/.test(text.slice(0, span.start));
};

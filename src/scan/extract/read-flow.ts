import type { Span } from "../../domain/finding.ts";
import type { Part, Sink } from "./entry.ts";
import { closeFrame, createFrame, enterKey, type Frame, placeValue, type Root } from "./flow-frame.ts";
import { keyOf } from "./key-of.ts";
import { findQuoted, type WrittenScalar } from "./scalar.ts";

/**
 * JSON with all that people add to it (comments, bare words, single quotes, trailing commas), the flow style of YAML and
 * inline tables of TOML. Reads from the bracket at the start of the part to where it closes, and returns that offset.
 * Most values are nothing: of those only the place is looked at.
 */
export const readFlow = ({ text, span, path }: Part, sink: Sink): number => {
  const root: Root = { text, path, sink };
  const { end } = span;
  let frame: Frame | undefined;
  let at = span.start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (isBetween(code)) {
      at++;
      continue;
    }
    if (code === OPEN_BRACE || code === OPEN_BRACKET) frame = createFrame(root, frame, code === OPEN_BRACE);
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) frame = frame && closeFrame(root, frame);
    else if (code === COMMA) {
      if (frame !== undefined) frame.key = undefined;
    } else {
      const behind = behindComment(text, at, code);
      at = behind ?? Math.max(at + 1, readScalar({ text, end, frame, at }, root));
      continue;
    }
    at++;
    if (frame === undefined) return at;
  }
  while (frame !== undefined) frame = closeFrame(root, frame);
  return at;
};

const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, COMMA] = [0x7b, 0x7d, 0x5b, 0x5d, 0x2c];
const [HASH, SLASH, STAR] = [0x23, 0x2f, 0x2a];

const isBlank = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0;
/** White space, colon, equals sign. */
const isBetween = (code: number): boolean => isBlank(code) || code === 0x3a || code === 0x3d;

/** Where a comment ends that begins there; undefined when none does. */
const behindComment = (text: string, at: number, code: number): number | undefined => {
  if (code !== SLASH && code !== HASH) return undefined;
  const next = text.charCodeAt(at + 1);
  if (code === SLASH && next === STAR) return behind(text, "*/", at + 1);
  if (code === SLASH ? next !== SLASH : at > 0 && !isBlank(text.charCodeAt(at - 1))) return undefined;
  return behind(text, "\n", at + 1);
};

const behind = (text: string, closing: string, from: number): number => {
  const end = text.indexOf(closing, from);
  return end < 0 ? text.length : end + closing.length;
};

interface At {
  readonly text: string;
  readonly end: number;
  readonly frame: Frame | undefined;
  readonly at: number;
}

/** The first scalar of a field of an object is its key; any other is a value. Returns the offset behind it. */
const readScalar = ({ text, end, frame, at }: At, root: Root): number => {
  const isKey = frame?.isObject === true && frame.key === undefined;
  const scalar = findQuoted(text, at, end) ?? findBare(text, { start: at, end }, isKey ? KEY_ENDS : VALUE_ENDS);
  if (isKey) enterKey(frame, keyOf(text, scalar));
  else if (frame !== undefined) placeValue(root, frame, scalar);
  return scalar.next;
};

/** 1: a bare word ends there. */
const endsOf = (chars: string): Uint8Array => {
  const ends = new Uint8Array(256);
  for (const char of chars) ends[char.charCodeAt(0)] = 1;
  return ends;
};
const KEY_ENDS = endsOf(":=,{}[]\r\n");
const VALUE_ENDS = endsOf(",}]\r\n");

const isMark = (text: string, at: number): boolean =>
  text.charCodeAt(at) === HASH || (text.charCodeAt(at) === SLASH && text.charCodeAt(at + 1) === SLASH);

/** A word up to what ends it, or to a comment. */
const findBare = (text: string, { start, end }: Span, ends: Uint8Array): WrittenScalar => {
  let stop = start;
  let comment = -1;
  for (let code = text.charCodeAt(stop); stop < end && ends[code] !== 1; code = text.charCodeAt(++stop))
    if (comment < 0 && (code === 0x20 || code === 0x09) && isMark(text, stop + 1)) comment = stop;
  let last = comment < 0 ? stop : comment;
  while (last > start && isBlank(text.charCodeAt(last - 1))) last--;
  return { start, end: last, next: stop, quote: undefined };
};

import type { JsonTexts } from "../../../domain/scan-memory.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const END = 0x5d;
const COMMA = 0x2c;

/** A string that was read. */
interface Read {
  /** Behind its closing quote. */
  readonly end: number;
  /** What it says, in UTF-8; undefined when it is no string of JSON. */
  readonly bytes: Uint8Array | undefined;
}

/** Where the reading of an array stopped. */
export interface JsonStringsEnd {
  readonly end: number;
  /** The array ends there, and all in it was a string or `null`. */
  readonly isWhole: boolean;
}

export type JsonStrings = Generator<Uint8Array | undefined, JsonStringsEnd>;

/**
 * The strings of an array of strings whose first element begins at `start`, one at a time, in UTF-8: each holds until the
 * next one is asked for. Undefined for each element that is none. Ends at the end of the array, or at damage.
 */
export function* jsonStrings(
  bytes: Buffer,
  { start, fast }: { readonly start: number; readonly fast?: JsonTexts | undefined },
): JsonStrings {
  let isWhole = true;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === END) return { end: at, isWhole };
    if (byte === COMMA || isSpace(byte)) continue;
    const read = byte === QUOTE ? (fast?.(at) ?? parsed(bytes, at)) : other(bytes, at);
    if (read === undefined) return { end: byte === QUOTE ? bytes.length : at, isWhole: false };
    if (read.bytes === undefined && bytes.toString("latin1", at, read.end) !== "null") isWhole = false;
    yield read.bytes;
    at = read.end - 1;
  }
  return { end: bytes.length, isWhole: false };
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Behind its closing quote. */
const stringEnd = (bytes: Buffer, start: number): number | undefined => {
  for (let at = bytes.indexOf(QUOTE, start + 1); at >= 0; at = bytes.indexOf(QUOTE, at + 1)) {
    let before = at;
    while (bytes[before - 1] === BACKSLASH) before--;
    if ((at - before) % 2 === 0) return at + 1;
  }
  return undefined;
};

/** `null`, and what should not be there. Undefined: there is more of it than of any number. */
const other = (bytes: Buffer, start: number): Read | undefined => {
  const most = Math.min(bytes.length, start + LONGEST_OTHER);
  for (let at = start; at < most; at++)
    if (bytes[at] === COMMA || bytes[at] === END) return { end: at, bytes: undefined };
  return undefined;
};

const LONGEST_OTHER = 100;

/** Undefined when it has no end. */
const parsed = (bytes: Buffer, start: number): Read | undefined => {
  const end = stringEnd(bytes, start);
  if (end === undefined) return undefined;
  try {
    return { end, bytes: Buffer.from(String(JSON.parse(bytes.toString("utf8", start, end)))) };
  } catch {
    return { end, bytes: undefined };
  }
};

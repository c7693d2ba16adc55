const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const END = 0x5d;
const COMMA = 0x2c;

/**
 * The strings of an array of strings whose first element begins at `start`, one at a time; undefined for each element
 * that is none. Ends at the end of the array, or at damage. Returns where the array ends, if all in it was a string or
 * `null`.
 */
export function* jsonStrings(bytes: Buffer, start: number): Generator<string | undefined, number | undefined> {
  let isWhole = true;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === END) return isWhole ? at : undefined;
    if (byte === COMMA || isSpace(byte)) continue;
    const end = byte === QUOTE ? stringEnd(bytes, at) : elementEnd(bytes, at);
    if (end === undefined) return undefined;
    const value = byte === QUOTE ? parsed(bytes.toString("utf8", at, end)) : undefined;
    if (value === undefined && bytes.toString("latin1", at, end) !== "null") isWhole = false;
    yield value;
    at = end - 1;
  }
  return undefined;
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

/** `null`, and what should not be there. */
const elementEnd = (bytes: Buffer, start: number): number => {
  let at = start;
  while (at < bytes.length && bytes[at] !== COMMA && bytes[at] !== END) at++;
  return at;
};

const parsed = (text: string): string | undefined => {
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined;
  }
};

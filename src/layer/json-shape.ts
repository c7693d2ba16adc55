import { JSON_DEPTH, JSON_KEYS, JSON_VALUES } from "./limits.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/**
 * Whether a JSON text has few enough values, none of them too deep or below keys that are too long, to be read as a
 * whole: 16 MiB of `1,` would fill gigabytes. Told from its punctuation, in constant memory, of any bytes.
 */
export const isModest = (bytes: Buffer): boolean => {
  /** Length of the key at each depth, and of all of them. */
  const keys: number[] = [];
  let path = 0;
  let depth = 0;
  let values = 1;
  let text = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      const end = stringEnd(bytes, at);
      text = end - at;
      at = end;
    } else if (byte === COLON) {
      path += text - (keys[depth] ?? 0);
      keys[depth] = text;
    } else if (byte === COMMA) values++;
    else if (OPEN.has(byte)) {
      depth++;
      values++;
    } else if (CLOSE.has(byte)) {
      path -= keys[depth] ?? 0;
      keys[depth] = 0;
      depth = Math.max(0, depth - 1);
    }
    if (values > JSON_VALUES || depth > JSON_DEPTH || path > JSON_KEYS) return false;
  }
  return true;
};

/** Position of the quote that closes the string at `start`, or the end of the bytes. */
export const stringEnd = (bytes: Buffer, start: number): number => {
  for (let end = bytes.indexOf(QUOTE, start + 1); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
    let escapes = 0;
    while (bytes[end - 1 - escapes] === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return bytes.length;
};

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const AMPERSAND = 0x26;

/** 1 for the bytes that escapes begin with. */
export const MARKS = new Uint8Array(256);
for (const mark of [BACKSLASH, PERCENT, AMPERSAND]) MARKS[mark] = 1;

/** What an escape may stand for may be the start of another one: `%2520`, `&amp;quot;`, `\u005cu0022`. */
const NESTED = 32;

/** Bytes, from `at` on, that may mean others once escapes are undone; 0 where no escape begins. */
export const escapeLength = (bytes: Uint8Array, at: number): number => {
  const byte = bytes[at];
  if (byte !== BACKSLASH && byte !== PERCENT && byte !== AMPERSAND) return 0;
  const next = bytes[at + 1] as number;
  if (byte === PERCENT) return isHex(next) && isHex(bytes[at + 2] as number) ? NESTED : 0;
  if (byte === AMPERSAND) return STARTS_ENTITY[next] === 1 ? NESTED : 0;
  if (next === 0x75 || next === 0x78) return NESTED;
  return next === 0x0d ? 3 : 2;
};

/** Whether a backslash stands before what means itself: all that undoing it does is to take the backslash away. */
export const isPlainEscape = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === BACKSLASH && PLAIN[bytes[at + 1] as number] === 1;

/** Whether an escape that begins before `at` may reach it. */
export const isInEscape = (bytes: Uint8Array, at: number): boolean => {
  for (let back = 1; back < NESTED && back <= at; back++) if (escapeLength(bytes, at - back) > back) return true;
  return false;
};

const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);

const PLAIN = new Uint8Array(256);
for (const plain of "\"'/\\:=#!`") PLAIN[plain.charCodeAt(0)] = 1;

const STARTS_ENTITY = new Uint8Array(256);
for (const start of "#algq") STARTS_ENTITY[start.charCodeAt(0)] = 1;

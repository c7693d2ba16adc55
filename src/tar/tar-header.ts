export const BLOCK = 512;

/** The fields of one header block, as they stand there. */
export interface TarHeader {
  /** Bytes up to the first NUL, decoded as UTF-8, invalid ones replaced. */
  readonly name: string;
  readonly linkname: string;
  /** Type flag; v7's NUL is `0`, or `5` when the name ends in a slash. */
  readonly type: string;
  readonly size: number;
  /** Old GNU sparse file with more of its map in the blocks behind the header. */
  readonly extended: boolean;
}

/**
 * The block that begins at `at`. Undefined when its checksum or its size is wrong: it is no header. Any magic goes, v7
 * archives have none.
 */
export const readTarHeader = (bytes: Buffer, at = 0): TarHeader | undefined => {
  if (!checksumHolds(bytes, at)) return undefined;
  const size = number(bytes, { from: at + 124, length: 12 });
  if (size === undefined) return undefined;
  const name = prefix(bytes, at) + text(bytes, { from: at, length: 100 });
  const flag = bytes[at + 156] ?? 0;
  const type = flag === 0 ? (name.endsWith("/") ? "5" : "0") : String.fromCharCode(flag);
  return {
    name,
    linkname: text(bytes, { from: at + 157, length: 100 }),
    type,
    size,
    extended: type === "S" && bytes[at + 482] !== 0,
  };
};

/** Of `bytes`, or a part of them. */
export const isZero = (bytes: Uint8Array, { from, to }: Range = { from: 0, to: bytes.length }): boolean => {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
  return true;
};

interface Range {
  readonly from: number;
  readonly to: number;
}

interface Field {
  readonly from: number;
  readonly length: number;
}

/** POSIX.1-1988: `ustar` NUL. GNU writes `ustar` and spaces, and keeps times where the prefix would be. */
const prefix = (bytes: Buffer, at: number): string => {
  if (bytes[at + 345] === 0 || bytes.toString("latin1", at + 257, at + 263) !== "ustar\0") return "";
  return `${text(bytes, { from: at + 345, length: 155 })}/`;
};

const text = (bytes: Buffer, { from, length }: Field): string => {
  let to = from;
  while (to < from + length && bytes[to] !== 0) to++;
  return to === from ? "" : bytes.toString("utf8", from, to);
};

/** Sum of all bytes with the checksum field as spaces; some old programs summed signed bytes. */
const checksumHolds = (bytes: Buffer, start: number): boolean => {
  const stored = number(bytes, { from: start + 148, length: 8 });
  if (stored === undefined) return false;
  let sum = 8 * 0x20;
  let negative = 0;
  for (let at = start; at < start + BLOCK; at++) {
    if (at === start + 148) at = start + 156;
    const byte = bytes[at] ?? 0;
    sum += byte;
    negative += byte >>> 7;
  }
  return stored === sum || stored === sum - 256 * negative;
};

const SPACE = 0x20;

/** Octal digits between spaces and NULs, or GNU's base-256. Undefined: neither, negative, or no safe integer. */
const number = (bytes: Buffer, { from, length }: Field): number | undefined => {
  const first = bytes[from] ?? 0;
  const to = from + length;
  if (first & 0x80) return first === 0x80 ? base256(bytes.subarray(from + 1, to)) : undefined;
  let at = from;
  while (at < to && (bytes[at] === SPACE || bytes[at] === 0)) at++;
  let value = 0;
  for (; at < to && bytes[at] !== SPACE && bytes[at] !== 0; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) return undefined;
    value = value * 8 + digit;
  }
  return value;
};

const base256 = (bytes: Uint8Array): number | undefined => {
  const value = bytes.reduce((total, byte) => total * 256 + byte, 0);
  return Number.isSafeInteger(value) ? value : undefined;
};

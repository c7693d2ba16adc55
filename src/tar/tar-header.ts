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

/** Undefined when the checksum or the size is wrong: the block is no header. Any magic goes, v7 archives have none. */
export const readTarHeader = (block: Buffer): TarHeader | undefined => {
  if (!checksumHolds(block)) return undefined;
  const size = number(block, { at: 124, length: 12 });
  if (size === undefined) return undefined;
  const name = prefix(block) + text(block, { at: 0, length: 100 });
  const flag = block[156] ?? 0;
  const type = flag === 0 ? (name.endsWith("/") ? "5" : "0") : String.fromCharCode(flag);
  return {
    name,
    linkname: text(block, { at: 157, length: 100 }),
    type,
    size,
    extended: type === "S" && block[482] !== 0,
  };
};

export const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

interface Field {
  readonly at: number;
  readonly length: number;
}

/** POSIX.1-1988: `ustar` NUL. GNU writes `ustar` and spaces, and keeps times where the prefix would be. */
const prefix = (block: Buffer): string => {
  if (block[345] === 0 || block.toString("latin1", 257, 263) !== "ustar\0") return "";
  return `${text(block, { at: 345, length: 155 })}/`;
};

const text = (block: Buffer, { at, length }: Field): string => {
  const end = block.indexOf(0, at);
  return block.toString("utf8", at, end < 0 || end > at + length ? at + length : end);
};

/** Sum of all bytes with the checksum field as spaces; some old programs summed signed bytes. */
const checksumHolds = (block: Buffer): boolean => {
  const stored = number(block, { at: 148, length: 8 });
  if (stored === undefined) return false;
  let sum = 8 * 0x20;
  let negative = 0;
  for (let at = 0; at < BLOCK; at++) {
    if (at === 148) at = 156;
    const byte = block[at] ?? 0;
    sum += byte;
    if (byte >= 0x80) negative++;
  }
  return stored === sum || stored === sum - 256 * negative;
};

/** Octal digits between spaces and NULs, or GNU's base-256. Undefined: neither, negative, or no safe integer. */
const number = (block: Buffer, { at, length }: Field): number | undefined => {
  const first = block[at] ?? 0;
  if (first & 0x80) return first === 0x80 ? base256(block.subarray(at + 1, at + length)) : undefined;
  const digits = block.toString("latin1", at, at + length).replace(/^[ \0]+|[ \0].*$/gs, "");
  return /^[0-7]*$/.test(digits) ? Number.parseInt(`0${digits}`, 8) : undefined;
};

const base256 = (bytes: Uint8Array): number | undefined => {
  const value = bytes.reduce((total, byte) => total * 256 + byte, 0);
  return Number.isSafeInteger(value) ? value : undefined;
};

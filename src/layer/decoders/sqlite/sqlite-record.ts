import type { SqlitePages } from "./sqlite-pages.ts";

/** A value of a row. `bytes`: text in UTF-8, numbers as they are printed; none of NULL. */
export interface SqliteValue {
  readonly kind: "null" | "number" | "text" | "blob";
  readonly bytes: Buffer;
}

/** Columns that a table may have, as SQLite is built (limits, 3). */
const MOST_COLUMNS = 32_767;

/** A record (file format, 2.1): header of serial types, then the values. Undefined: it is damaged. */
export const readRecord = (record: Buffer, encoding: SqlitePages["encoding"]): readonly SqliteValue[] | undefined => {
  const header = readVarint(record, 0);
  if (header === undefined || header.value > record.length || header.value < 1) return undefined;
  const values: SqliteValue[] = [];
  let at = header.value;
  for (let next = header.end; next < header.value; ) {
    const type = readVarint(record, next);
    if (type === undefined || type.end > header.value || values.length >= MOST_COLUMNS) return undefined;
    const size = sizeOf(type.value);
    if (size === undefined || at + size > record.length) return undefined;
    values.push(toValue(type.value, { bytes: record.subarray(at, at + size), encoding }));
    at += size;
    next = type.end;
  }
  return values;
};

const SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

const sizeOf = (type: number): number | undefined => (type >= 12 ? Math.floor((type - 12) / 2) : SIZES[type]);

interface Stored {
  readonly bytes: Buffer;
  readonly encoding: SqlitePages["encoding"];
}

const toValue = (type: number, { bytes, encoding }: Stored): SqliteValue => {
  if (type === 0) return { kind: "null", bytes };
  if (type >= 12) return type % 2 === 0 ? { kind: "blob", bytes } : { kind: "text", bytes: utf8(bytes, encoding) };
  return { kind: "number", bytes: Buffer.from(String(numberOf(type, bytes))) };
};

const numberOf = (type: number, bytes: Buffer): number | bigint => {
  if (type === 7) return bytes.readDoubleBE();
  if (type === 6) return bytes.readBigInt64BE();
  return type >= 8 ? type - 8 : bytes.readIntBE(0, bytes.length);
};

const utf8 = (bytes: Buffer, encoding: SqlitePages["encoding"]): Buffer => {
  if (encoding === "utf8") return bytes;
  const whole = Buffer.from(bytes.subarray(0, bytes.length & ~1));
  return Buffer.from((encoding === "utf16be" ? whole.swap16() : whole).toString("utf16le"));
};

/** Seven bits in each of up to eight bytes, eight in the ninth, the highest first. Undefined: cut, or no safe integer. */
export const readVarint = (
  bytes: Buffer,
  start: number,
): { readonly value: number; readonly end: number } | undefined => {
  let value = 0;
  for (let at = start; at < start + 8; at++) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return Number.isSafeInteger(value) ? { value, end: at + 1 } : undefined;
  }
  return undefined;
};

import { deflateRawSync, inflateRawSync } from "node:zlib";

/** States: nothing can match any more; nothing more is known; something may have matched. */
export const NEVER = 0;
export const PERHAPS = 1;
export const MATCHED = 2;
/** Columns of a row, a power of two. */
export const AHEAD_CLASSES = 127;
/** What escapes begin with: behind it anything may stand. */
export const MARK_CLASS = 127;
const ROW = AHEAD_CLASSES + 1;

/** Class by byte, and rows of `ROW` states (u16). */
export interface AheadTable {
  readonly classes: Uint8Array;
  readonly table: Uint16Array;
}

/** Rows have a state for each class but `MARK_CLASS`. */
export const packAhead = (classes: Uint8Array, rows: readonly Uint16Array[]): string => {
  const table = new Uint16Array(ROW * rows.length);
  for (const [state, row] of rows.entries()) {
    table.set(row, ROW * state);
    table[ROW * state + MARK_CLASS] = PERHAPS;
  }
  return deflateRawSync(Buffer.concat([classes, new Uint8Array(table.buffer)]), { level: 9 }).toString("base64");
};

export const unpackAhead = (packed: string): AheadTable => {
  const { buffer, byteOffset, length } = inflateRawSync(Buffer.from(packed, "base64"));
  const bytes = new Uint8Array(buffer, byteOffset, length);
  return { classes: bytes.slice(0, 256), table: new Uint16Array(bytes.slice(256).buffer) };
};

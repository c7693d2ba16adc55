import type { Span } from "../domain/finding.ts";
import type { RollingBuffer } from "./rolling-buffer.ts";

/** A stretch of a text, latin1, that windows are cut from: hits that stand close have windows that overlap. */
export interface MadeText {
  /** Offsets in the text. */
  start: number;
  end: number;
  text: string;
}

export const createMadeText = (): MadeText => ({ start: 0, end: 0, text: "" });

/** Windows that are made at a time, once one has met the one before it; and how much before the first of them. */
const AHEAD = 8;
const BEHIND = 1024;

/** What stands between two offsets of a text, latin1. */
export const windowText = (made: MadeText, buffer: RollingBuffer, { start, end }: Span): string => {
  if (start < made.start || end > made.end) make(made, buffer, { start, end });
  return made.text.slice(start - made.start, end - made.start);
};

const make = (made: MadeText, { bytes, base, filled }: RollingBuffer, { start, end }: Span): void => {
  const isNear = start < made.end && end > made.start;
  made.start = isNear ? Math.max(base, start - BEHIND) : start;
  made.end = isNear ? Math.min(base + filled, start + AHEAD * (end - start)) : end;
  made.text = bytes.toString("latin1", made.start - base, made.end - base);
};

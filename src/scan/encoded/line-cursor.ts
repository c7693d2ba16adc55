import type { RollingBuffer } from "../rolling-buffer.ts";

/** 1-based lines of offsets that mostly grow: bytes are looked at once, and only where somebody asks. */
export type LineCursor = (buffer: RollingBuffer, offset: number) => number;

export const createLineCursor = (): LineCursor => {
  let at = 0;
  let line = 1;
  return (buffer, offset) => {
    const { bytes, base, kernel } = buffer;
    if (at < base) {
      at = base;
      line = 1 + buffer.lines;
    }
    if (at <= offset) line += kernel.newlines(bytes, { start: at - base, end: offset - base });
    else line -= kernel.newlines(bytes, { start: offset - base, end: at - base });
    at = offset;
    return line;
  };
};

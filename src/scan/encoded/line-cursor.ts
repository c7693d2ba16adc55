import type { RollingBuffer } from "../rolling-buffer.ts";

/** 1-based lines of offsets that mostly grow: bytes are looked at once, and only where somebody asks. */
export type LineCursor = (buffer: RollingBuffer, offset: number) => number;

export const createLineCursor = (): LineCursor => {
  let at = 0;
  let line = 1;
  return (buffer, offset) => {
    if (at < buffer.base) {
      at = buffer.base;
      line = 1 + buffer.lines;
    }
    const { bytes, base } = buffer;
    for (; at < offset; at++) if (bytes[at - base] === 0x0a) line++;
    for (; at > offset; at--) if (bytes[at - 1 - base] === 0x0a) line--;
    return line;
  };
};

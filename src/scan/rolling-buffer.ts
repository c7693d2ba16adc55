import type { Kernel } from "./kernel/kernel.ts";

/** Bytes read at a time: large enough that tiny chunks are cheap, small enough to stay in the cache. */
export const BATCH_BYTES = 128 * 1024;

/** The end of a stream: what has not been looked at, and enough before it for the windows of pending hits. */
export interface RollingBuffer {
  readonly bytes: Buffer;
  /** What searches in them. */
  readonly kernel: Kernel;
  /** Offset in the document of `bytes[0]`. */
  base: number;
  /** Bytes in use. */
  filled: number;
  /** Newlines before `base`. */
  lines: number;
  /** How many of `bytes` newlines were last counted in, and how many they have: the next line asked for is near. */
  counted: number;
  countedLines: number;
}

/** `size` in bytes: a batch, and what is carried from one to the next. */
export const createRollingBuffer = (size: number, kernel: Kernel): RollingBuffer => ({
  bytes: kernel.allocate(size),
  kernel,
  base: 0,
  filled: 0,
  lines: 0,
  counted: 0,
  countedLines: 0,
});

/** A stream that is at hand as a whole, in memory of the kernel: it is not copied. */
export const bufferOf = (bytes: Uint8Array, kernel: Kernel): RollingBuffer => ({
  bytes: bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
  kernel,
  base: 0,
  filled: bytes.length,
  lines: 0,
  counted: 0,
  countedLines: 0,
});

/** Copies as much of `chunk` as fits and returns how much that was. */
export const fill = (buffer: RollingBuffer, chunk: Uint8Array): number => {
  const size = Math.min(chunk.length, buffer.bytes.length - buffer.filled);
  buffer.bytes.set(size === chunk.length ? chunk : chunk.subarray(0, size), buffer.filled);
  buffer.filled += size;
  return size;
};

/** Forgets everything before `offset` (in the document). */
export const forget = (buffer: RollingBuffer, offset: number): void => {
  const size = Math.max(0, Math.min(offset - buffer.base, buffer.filled));
  buffer.lines += buffer.kernel.newlines(buffer.bytes, { start: 0, end: size });
  buffer.counted = 0;
  buffer.countedLines = 0;
  buffer.bytes.copyWithin(0, size, buffer.filled);
  buffer.base += size;
  buffer.filled -= size;
};

/** 1-based line of an offset (in the document) that is still in the buffer. */
export const lineAt = (buffer: RollingBuffer, offset: number): number => {
  const { bytes, kernel, counted } = buffer;
  const to = Math.max(0, offset - buffer.base);
  buffer.countedLines +=
    to >= counted
      ? kernel.newlines(bytes, { start: counted, end: to })
      : -kernel.newlines(bytes, { start: to, end: counted });
  buffer.counted = to;
  return 1 + buffer.lines + buffer.countedLines;
};

/** 1-based line of an offset in a text; quick when offsets mostly grow. */
export const lineCounter = (text: string): ((offset: number) => number) => {
  let [line, at] = [1, 0];
  return (offset) => {
    if (offset < at) [line, at] = [1, 0];
    for (let next = text.indexOf("\n", at); next >= 0 && next < offset; next = text.indexOf("\n", at)) {
      line++;
      at = next + 1;
    }
    return line;
  };
};

export const reset = (buffer: RollingBuffer): void => {
  buffer.base = 0;
  buffer.filled = 0;
  buffer.lines = 0;
  buffer.counted = 0;
  buffer.countedLines = 0;
};

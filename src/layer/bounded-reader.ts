import type { ByteReader } from "./byte-reader.ts";

/** The next `count` bytes of a reader as a reader of their own. `drain` goes to their end, `close` does nothing. */
export const boundedReader = (reader: ByteReader, count: number): ByteReader => {
  let rest = count;
  const next = async (most: number): Promise<Uint8Array | undefined> => {
    const bytes = rest === 0 ? undefined : await reader.next(Math.min(most, rest));
    rest -= bytes?.length ?? 0;
    return bytes;
  };
  return {
    offset: reader.offset,
    peek: (wanted) => reader.peek(Math.min(wanted, rest)),
    next,
    skip: (skipped) => {
      reader.skip(skipped);
      rest -= skipped;
    },
    unread: (bytes) => {
      reader.unread(bytes);
      rest += bytes.length;
    },
    drain: async () => {
      while ((await next(CHUNK)) !== undefined);
    },
    close: async () => undefined,
  };
};

const CHUNK = 256 * 1024;

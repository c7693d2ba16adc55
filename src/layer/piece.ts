import type { ByteReader } from "./byte-reader.ts";

/** Bytes of an unpacked blob. `leftover`: bytes that belong to no compressed stream, as they are stored. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly leftover: boolean;
}

/** Takes one plain-language reason for a loss of coverage. */
export type Note = (reason: string) => void;

const CHUNK = 64 * 1024;

/** All bytes that are left, or the next `count`. */
export async function* leftovers(reader: ByteReader, count = Number.POSITIVE_INFINITY): AsyncGenerator<Piece> {
  for (let rest = count; rest > 0; ) {
    const bytes = await reader.next(Math.min(rest, CHUNK));
    if (bytes === undefined) return;
    rest -= bytes.length;
    yield { bytes, leftover: true };
  }
}

/** Takes zero bytes and says how many there were. */
export const skipZeros = async (reader: ByteReader): Promise<number> => {
  if ((await reader.peek(1))[0] !== 0) return 0;
  for (let skipped = 0; ; ) {
    const bytes = await reader.next(CHUNK);
    if (bytes === undefined) return skipped;
    const at = bytes.findIndex((byte) => byte !== 0);
    if (at < 0) skipped += bytes.length;
    else {
      reader.unread(bytes.subarray(at));
      return skipped + at;
    }
  }
};

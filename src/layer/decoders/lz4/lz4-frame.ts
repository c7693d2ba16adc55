import type { ByteReader } from "../../byte-reader.ts";
import { xxh32 } from "./xxh32.ts";

/** Of a frame of lz4 (lz4_Frame_format.md). */
export interface Lz4Frame {
  /** Bytes of a block when it is unpacked, at the most. */
  readonly largest: number;
  /** No block needs those before it. */
  readonly isAlone: boolean;
  /** Bytes behind each block, and behind the last. */
  readonly blockSum: number;
  readonly contentSum: number;
}

const [VERSION, ALONE, BLOCK_SUM, SIZE, CONTENT_SUM, RESERVED, DICTIONARY] = [0xc0, 0x20, 0x10, 8, 4, 2, 1];
const MAGIC = 4;
const SUM = 4;
const LONGEST = 19;

/** Takes the header behind the magic; a text says why it cannot be read. */
export const takeLz4Frame = async (reader: ByteReader): Promise<Lz4Frame | string> => {
  const head = await reader.peek(LONGEST);
  const [flags = 0, sizes = 0] = head.subarray(MAGIC);
  const end = MAGIC + 2 + (flags & SIZE ? 8 : 0) + (flags & DICTIONARY ? 4 : 0);
  if (head.length <= end || (flags & VERSION) !== 0x40 || (flags & RESERVED) !== 0) return DAMAGED;
  if (((xxh32(head.subarray(MAGIC, end)) >>> 8) & 0xff) !== head[end]) return DAMAGED;
  const code = (sizes >>> 4) & 7;
  if (code < 4) return DAMAGED;
  if (flags & DICTIONARY) return "it was packed with a dictionary that is not in it";
  reader.skip(end + 1);
  return {
    // 64 KiB, 256 KiB, 1 MiB, 4 MiB.
    largest: 2 ** (8 + 2 * code),
    isAlone: (flags & ALONE) !== 0,
    blockSum: flags & BLOCK_SUM ? SUM : 0,
    contentSum: flags & CONTENT_SUM ? SUM : 0,
  };
};

const DAMAGED = "its header is damaged";

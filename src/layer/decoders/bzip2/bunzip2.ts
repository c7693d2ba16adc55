import type { ByteReader } from "../../byte-reader.ts";
import type { Note } from "../../piece.ts";
import { startsWith } from "../starts-with.ts";
import { type BitReader, createBitReader, OUT_OF_BITS } from "./bit-reader.ts";
import { type Bzip2Block, readBzip2Block } from "./bzip2-block.ts";
import { bzip2Output } from "./bzip2-output.ts";

/** A level, and the digits of pi before the first block, or those of its root before the end of an empty file. */
const HEADER = /^BZh([1-9])(?:1AY&SY|\x17rE8P\x90)/;
const START = "BZh";
const HEADER_BYTES = 10;
const LEVEL_BYTES = 100_000;
const HIGHEST_LEVEL = 9;
const BLOCK = 0x314159;
const BLOCK_REST = 0x265359;
const END = 0x177245;
const END_REST = 0x385090;
/** No block is longer, packed: as many symbols as the highest level has, of 20 bits, and 30 KB of tables. */
const LARGEST_BLOCK = 2_300_000;

export const isBzip2 = (head: Uint8Array): boolean => levelOf(head) !== undefined;

const levelOf = (head: Uint8Array): number | undefined => {
  if (!startsWith(head, START)) return undefined;
  const level = HEADER.exec(Buffer.from(head.subarray(0, HEADER_BYTES)).toString("latin1"))?.[1];
  return level === undefined ? undefined : Number(level);
};

/**
 * All streams of a bzip2 file, one behind the other. There is no specification: the format is what bzip2 1.0.8 reads.
 * Holds one block, of at most 900 KB, whatever the size of the file. True at the end of the last stream, where the reader
 * is left; false when the rest is lost.
 */
export async function* bunzip2(reader: ByteReader, note: Note): AsyncGenerator<Uint8Array, boolean> {
  const memory = new Uint32Array(HIGHEST_LEVEL * LEVEL_BYTES);
  for (let streams = 0; ; streams++) {
    const level = levelOf(await reader.peek(HEADER_BYTES));
    if (level === undefined && streams > 0) return true;
    if (level === undefined) {
      note("this is no bzip2 data: not unpacked");
      return false;
    }
    reader.skip("BZh9".length);
    if (!(yield* stream(reader, { transformed: memory.subarray(0, level * LEVEL_BYTES), note }))) return false;
  }
}

interface Context {
  readonly transformed: Uint32Array;
  readonly note: Note;
}

/** False when the rest is lost. */
async function* stream(reader: ByteReader, { transformed, note }: Context): AsyncGenerator<Uint8Array, boolean> {
  let bit = 0;
  for (let size = SMALLEST_WINDOW; ; ) {
    const found = await nextBlock(reader, { bit, size, transformed });
    if (typeof found === "string") {
      note(`the bzip2 data ${found} at byte ${reader.offset()}: the rest is lost`);
      return false;
    }
    reader.skip(found.block === undefined ? Math.ceil(found.end / 8) : found.end >> 3);
    if (found.block === undefined) return true;
    bit = found.end & 7;
    size = Math.max(SMALLEST_WINDOW, found.end >> 2);
    if ((yield* bzip2Output(transformed, found.block)) !== found.crc)
      note("the checksum of a block of bzip2 data is wrong");
  }
}

interface Found {
  /** Undefined: the end of the stream. */
  readonly block: Bzip2Block | undefined;
  readonly crc: number;
  /** In bits of the window. */
  readonly end: number;
}

interface Window {
  /** Where the block begins in the next byte. */
  readonly bit: number;
  /** Bytes that it is looked for in at first: twice those of the one before. */
  readonly size: number;
  readonly transformed: Uint32Array;
}

/** A small file may be 100,000 short blocks: no more is held for each than it needs, within a factor. */
const nextBlock = async (
  reader: ByteReader,
  { bit, size, transformed }: Window,
): Promise<Found | "ends early" | "is damaged"> => {
  for (let most = size; ; most *= 8) {
    const window = await reader.peek(Math.min(most, LARGEST_BLOCK));
    const found = readBlock(createBitReader(window, bit), transformed);
    if (found !== "ends early" || most >= LARGEST_BLOCK || window.length < most) return found;
  }
};

const SMALLEST_WINDOW = 4096;

const readBlock = (bits: BitReader, transformed: Uint32Array): Found | "ends early" | "is damaged" => {
  try {
    const [magic, rest] = [bits.bits(24), bits.bits(24)];
    const crc = bits.bits(16) * 0x10000 + bits.bits(16);
    const isEnd = magic === END && rest === END_REST;
    if (!isEnd && (magic !== BLOCK || rest !== BLOCK_REST)) return "is damaged";
    const block = isEnd ? undefined : readBzip2Block(bits, transformed);
    return { block, crc, end: bits.position() };
  } catch (error) {
    return error === OUT_OF_BITS ? "ends early" : "is damaged";
  }
};

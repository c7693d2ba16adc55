import type { ByteReader } from "../../byte-reader.ts";
import type { Note } from "../../piece.ts";
import { createLzmaDecoder } from "./lzma-decoder.ts";
import { type LzmaProperties, PROPERTIES_BYTES, readProperties } from "./lzma-properties.ts";
import { createLzmaWindow } from "./lzma-window.ts";
import { createRangeDecoder } from "./range-decoder.ts";

export interface LzmaData {
  readonly properties: LzmaProperties;
  /** Bytes that it unpacks to; undefined: a mark tells the end. */
  readonly size: number | undefined;
}

interface Options {
  /** Bytes of a dictionary that may be held. */
  readonly most: number;
  readonly note: Note;
}

const INPUT = 64 * 1024;
const FIRST_BYTES = 5;

/** Unpacks the LZMA data at the reader. */
export async function* unlzma(
  reader: ByteReader,
  { properties, size = Number.POSITIVE_INFINITY }: LzmaData,
  { most, note }: Options,
): AsyncGenerator<Uint8Array> {
  const dictionary = Math.min(properties.dictionary, size);
  if (dictionary > most)
    return note(`an LZMA dictionary of ${dictionary} bytes is over the limit of ${most}: not unpacked`);
  const range = createRangeDecoder();
  const window = createLzmaWindow(dictionary);
  const decoder = createLzmaDecoder({ range, window, properties });
  const damaged = (): void => note(`the LZMA data is cut or damaged at byte ${reader.offset()}: the rest is lost`);
  range.feed(await reader.peek(FIRST_BYTES));
  if (!range.begin()) return damaged();
  reader.skip(FIRST_BYTES);
  for (;;) {
    const bytes = await reader.peek(INPUT);
    range.feed(bytes);
    const state = decoder.run({ bytes: bytes.length, isLast: bytes.length < INPUT, most: size });
    const isCut = range.used() > bytes.length;
    reader.skip(Math.min(range.used(), bytes.length));
    const unpacked = window.take();
    const over = Math.max(0, window.total() - size);
    if (unpacked.length > over) yield unpacked.subarray(0, unpacked.length - over);
    if (state === "ended" && !isCut) return;
    if (state === "damaged" || isCut) return damaged();
  }
}

/** Of an `.lzma` file: properties, and the size in eight bytes (LZMA specification, "lzma file format"). */
export const LZMA_HEADER_BYTES = PROPERTIES_BYTES + 8;
const LARGEST = 2n ** 38n;
const UNKNOWN = 2n ** 64n - 1n;
/** Properties that all programs write, and the first byte of the data. */
const USUAL = 0x5d;

/**
 * The header has no magic: it counts as one when the properties are the usual ones, the dictionary is as programs make it
 * (2^n or 2^n + 2^(n-1)), and the size is unknown or below 256 GiB (xz, lzma_alone_decoder), and the data begins with zero.
 */
export const readLzmaHeader = (head: Uint8Array): LzmaData | undefined => {
  if (head[0] !== USUAL || head.length <= LZMA_HEADER_BYTES) return undefined;
  const bytes = Buffer.from(head.subarray(0, LZMA_HEADER_BYTES + 1));
  const properties = readProperties(bytes);
  if (properties === undefined) return undefined;
  const size = bytes.readBigUInt64LE(PROPERTIES_BYTES);
  const isUsual = isDictionary(properties.dictionary) && (size === UNKNOWN || size < LARGEST);
  if (!isUsual || bytes[LZMA_HEADER_BYTES] !== 0) return undefined;
  return { properties, size: size === UNKNOWN ? undefined : Number(size) };
};

const isDictionary = (size: number): boolean => {
  const high = 2 ** Math.floor(Math.log2(size));
  return size >= 4096 && (size === high || size === high + high / 2);
};

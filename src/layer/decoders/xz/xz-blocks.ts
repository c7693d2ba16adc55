import { crc32 } from "node:zlib";
import { boundedReader } from "../../bounded-reader.ts";
import { type ByteReader, readAll } from "../../byte-reader.ts";
import { skipZeros } from "../../piece.ts";

/** xz file format 1.2, 2.1.1.1 and 2.1.2.4: the magic of the header, and the one every stream ends with. */
export const XZ_MAGIC = "\xfd7zXZ\0";
export const XZ_FOOTER = "YZ";
const HEADER_BYTES = 12;
const FOOTER_BYTES = 12;
/** 2.1.1.2: sizes of checks by their kind. */
const CHECKS = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
/** None, CRC-32 and CRC-64. */
const COMMON = new Set([0, 1, 4]);

/** The blocks have a check that few decoders know: rpm writes SHA-256. */
export const hasRareCheck = (head: Uint8Array): boolean => !COMMON.has((head[7] ?? 0) & 15);

/**
 * The blocks of all streams of a file as one stream without checks, and without the index and footer that would have to
 * be written anew. True at the end: all of the file was there. False: it is cut or damaged.
 */
export async function* xzBlocks(reader: ByteReader): AsyncGenerator<Uint8Array, boolean> {
  yield header();
  for (let head = await reader.peek(HEADER_BYTES); head.length > 0; head = await reader.peek(HEADER_BYTES)) {
    if (!Buffer.from(head).toString("latin1").startsWith(XZ_MAGIC)) return false;
    const check = CHECKS[(head[7] ?? 0) & 15] ?? 0;
    reader.skip(head.length);
    for (let size = await firstByte(reader); size !== 0; size = await firstByte(reader)) {
      if (size === undefined || !(yield* block(reader, (size + 1) * 4))) return false;
      await boundedReader(reader, check).drain();
    }
    if (!(await skipIndex(reader))) return false;
    await skipZeros(reader);
  }
  return true;
}

const header = (): Buffer => {
  const flags = Buffer.alloc(2);
  const check = Buffer.alloc(4);
  check.writeUInt32LE(crc32(flags));
  return Buffer.concat([Buffer.from(XZ_MAGIC, "latin1"), flags, check]);
};

const firstByte = async (reader: ByteReader): Promise<number | undefined> => (await reader.peek(1))[0];

/** Its header and its chunks of LZMA2, which say how long they are; with the padding, without the check (3). */
async function* block(reader: ByteReader, headerBytes: number): AsyncGenerator<Uint8Array, boolean> {
  const start = reader.offset();
  yield* take(reader, headerBytes);
  for (;;) {
    const chunk = chunkBytes(await reader.peek(LONGEST_CHUNK_HEADER));
    if (chunk === undefined) return false;
    const end = reader.offset() + chunk;
    yield* take(reader, chunk);
    if (reader.offset() < end) return false;
    if (chunk === 1) break;
  }
  yield* take(reader, (4 - ((reader.offset() - start) % 4)) % 4);
  return true;
}

const LONGEST_CHUNK_HEADER = 6;

/** 1: the end of the block. */
const chunkBytes = (head: Uint8Array): number | undefined => {
  const control = head[0];
  if (control === 0) return 1;
  if (control === undefined || head.length < 3) return undefined;
  if (control < 0x80) return control <= 2 ? 4 + big(head, 1) : undefined;
  return head.length < 5 ? undefined : (control >= 0xc0 ? 7 : 6) + big(head, 3);
};

const big = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);

const take = (reader: ByteReader, count: number): AsyncGenerator<Uint8Array> => readAll(boundedReader(reader, count));

/** The index (4) and the footer. */
const skipIndex = async (reader: ByteReader): Promise<boolean> => {
  const start = reader.offset();
  reader.skip(1);
  const records = await takeNumber(reader);
  for (let n = 0; n < records * 2; n++) if (Number.isNaN(await takeNumber(reader))) return false;
  await boundedReader(reader, ((4 - ((reader.offset() - start) % 4)) % 4) + 4).drain();
  const footer = Buffer.from(await reader.peek(FOOTER_BYTES));
  reader.skip(footer.length);
  return footer.toString("latin1").endsWith(XZ_FOOTER);
};

/** 1.2: seven bits in each byte, the lowest first. NaN: there is none. */
const takeNumber = async (reader: ByteReader): Promise<number> => {
  const bytes = await reader.peek(9);
  let value = 0;
  for (const [at, byte] of bytes.entries()) {
    value += (byte & 0x7f) * 128 ** at;
    if (byte >= 0x80) continue;
    reader.skip(at + 1);
    return value;
  }
  return Number.NaN;
};

import { crc32 } from "node:zlib";
import type { ByteReader } from "./byte-reader.ts";
import { GZIP_HEADER_BYTES, gzipHeaderLength, isGzip } from "./gzip-header.ts";
import { inflateMember } from "./inflate-member.ts";
import { leftovers, type Note, type Piece, skipZeros } from "./piece.ts";

const PLAIN_HEADER = 10;
const TRAILER = 8;

/**
 * All members of a gzip file (RFC 1952), also those behind zero padding, where most tools stop reading. What is no
 * member, and names or comments in headers, comes as leftover. Each damage is noted and ends nothing that can go on.
 */
export async function* gunzip(reader: ByteReader, note: Note): AsyncGenerator<Piece> {
  for (let padding = 0; ; padding = await skipZeros(reader)) {
    const head = await reader.peek(2);
    if (head.length === 0) return;
    if (!isGzip(head)) {
      note(`data after the end of the gzip stream, from byte ${reader.offset()}: scanned as it is`);
      return yield* leftovers(reader);
    }
    if (padding > 0) note(`a gzip member behind zero padding, at byte ${reader.offset()}: other tools may not see it`);
    if (!(yield* member(reader, note))) return yield* leftovers(reader);
  }
}

/** False when what follows cannot be read as gzip any more. */
async function* member(reader: ByteReader, note: Note): AsyncGenerator<Piece, boolean> {
  const at = reader.offset();
  const head = await reader.peek(PLAIN_HEADER);
  const header = (head[3] ?? 0) === 0 ? head : await reader.peek(GZIP_HEADER_BYTES);
  const length = gzipHeaderLength(header);
  if (length === undefined) {
    note(`the gzip header at byte ${at} is damaged`);
    return false;
  }
  if (length > PLAIN_HEADER) yield { bytes: header.slice(PLAIN_HEADER, length), leftover: true };
  reader.skip(length);
  return yield* body(reader, note);
}

async function* body(reader: ByteReader, note: Note): AsyncGenerator<Piece, boolean> {
  const member = inflateMember(reader);
  let crc = 0;
  let size = 0;
  for (;;) {
    const { value, done } = await member.next();
    if (done !== true) {
      crc = crc32(value, crc);
      size = (size + value.length) >>> 0;
      yield { bytes: value, leftover: false };
    } else if (value === "complete") {
      return await trailer(reader, { crc, size, note });
    } else {
      note(value === "cut" ? CUT : `the gzip data is damaged before byte ${reader.offset()}: the rest is lost`);
      return false;
    }
  }
}

const CUT = "the gzip stream ends early: the rest is lost";

const trailer = async (
  reader: ByteReader,
  { crc, size, note }: { readonly crc: number; readonly size: number; readonly note: Note },
): Promise<boolean> => {
  const bytes = Buffer.from(await reader.peek(TRAILER));
  if (bytes.length < TRAILER) {
    note(CUT);
    return false;
  }
  if (bytes.readUInt32LE(0) !== crc || bytes.readUInt32LE(4) !== size) {
    note(`the checksum of the gzip stream that ends at byte ${reader.offset()} is wrong`);
  }
  reader.skip(TRAILER);
  return true;
};

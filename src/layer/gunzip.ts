import { crc32 } from "node:zlib";
import type { ByteReader } from "./byte-reader.ts";
import { GZIP_HEADER_BYTES, gzipHeaderLength, isGzip } from "./gzip-header.ts";
import { type InflateInto, inflateInto, inflateWhole } from "./inflate-member.ts";
import { leftovers, type Note, type Piece, skipZeros } from "./piece.ts";

const PLAIN_HEADER = 10;
const TRAILER = 8;

interface Gunzip extends Pick<InflateInto, "outlet" | "mode"> {
  readonly note: Note;
}

/**
 * All members of a gzip file (RFC 1952), also those behind zero padding, where most tools stop reading. What is no
 * member, and names or comments in headers, comes as leftover. Each damage is noted and ends nothing that can go on.
 */
export async function* gunzip(reader: ByteReader, to: Gunzip): AsyncGenerator<Piece> {
  const isWhole = yield* members(reader, to);
  const bytes = to.outlet.take();
  if (bytes.length > 0) yield { bytes, leftover: false };
  if (!isWhole) yield* leftovers(reader);
}

/**
 * What is in a gzip file that is at hand and has one member, when that fits `output`. Undefined: it is read like others, or
 * something is wrong with it.
 */
export const gunzipWhole = (file: Buffer, output: Uint8Array): Uint8Array | undefined => {
  const length = gzipHeaderLength(file);
  if (length === undefined || file.length < length + TRAILER) return undefined;
  const size = file.readUInt32LE(file.length - 4);
  // zlib tells the end by room that is left.
  if (size >= output.length) return undefined;
  const step = inflateWhole(file.subarray(length), output);
  if (step === undefined || step.written !== size || length + step.used + TRAILER !== file.length) return undefined;
  const content = output.subarray(0, size);
  return crc32(content) === file.readUInt32LE(file.length - TRAILER) ? content : undefined;
};

/** False when what follows cannot be read as gzip any more. */
async function* members(reader: ByteReader, to: Gunzip): AsyncGenerator<Piece, boolean> {
  for (let padding = 0; ; padding = await skipZeros(reader)) {
    const head = await reader.peek(2);
    if (head.length === 0) return true;
    if (!isGzip(head)) {
      to.note(`data after the end of the gzip stream, from byte ${reader.offset()}: scanned as it is`);
      return false;
    }
    const at = reader.offset();
    if (padding > 0) to.note(`a gzip member behind zero padding, at byte ${at}: other tools may not see it`);
    if (!(yield* member(reader, to))) return false;
  }
}

async function* member(reader: ByteReader, to: Gunzip): AsyncGenerator<Piece, boolean> {
  const at = reader.offset();
  const head = await reader.peek(PLAIN_HEADER);
  const header = (head[3] ?? 0) === 0 ? head : await reader.peek(GZIP_HEADER_BYTES);
  const length = gzipHeaderLength(header);
  if (length === undefined) {
    to.note(`the gzip header at byte ${at} is damaged`);
    return false;
  }
  if (length > PLAIN_HEADER) yield { bytes: header.slice(PLAIN_HEADER, length), leftover: true };
  reader.skip(length);
  return yield* body(reader, to);
}

async function* body(reader: ByteReader, { outlet, mode, note }: Gunzip): AsyncGenerator<Piece, boolean> {
  let crc = 0;
  let size = 0;
  const onBytes = (bytes: Uint8Array): void => {
    crc = crc32(bytes, crc);
    size = (size + bytes.length) >>> 0;
  };
  const inflated = inflateInto(reader, { outlet, mode, onBytes });
  for (;;) {
    const { value, done } = await inflated.next();
    if (done !== true) {
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

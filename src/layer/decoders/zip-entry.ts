import { constants, crc32, inflateRawSync } from "node:zlib";
import { boundedReader } from "../bounded-reader.ts";
import { type ByteReader, readAll } from "../byte-reader.ts";
import { inflateMember } from "../inflate-member.ts";
import type { Note } from "../piece.ts";
import { SMALL_WINDOW, unzstd } from "../unzstd.ts";
import type { ZipHeader } from "./zip-header.ts";
import { toSignature } from "./zip-signature.ts";

export interface ZipEntry {
  readonly header: ZipHeader;
  /** Losses in this entry. */
  readonly note: Note;
}

/** Undefined: what the entry is packed with is not read. */
export const zipMethodName = ({ method }: ZipHeader): string | undefined => METHODS[method];
const METHODS: Readonly<Record<number, string>> = { 0: "stored", 8: "deflate", 93: "zstd" };

/** Content of the entry at the reader, which stands behind its header and is left near the end of the entry, or at it. */
export async function* zipContent(reader: ByteReader, { header, note }: ZipEntry): AsyncGenerator<Uint8Array> {
  const source = header.packed === undefined ? reader : boundedReader(reader, header.packed);
  let crc = 0;
  let whole = true;
  const lost: Note = (reason) => {
    whole = false;
    note(reason);
  };
  for await (const bytes of unpacked(source, { header, note: lost })) {
    crc = crc32(bytes, crc);
    yield bytes;
  }
  if (whole && header.crc !== undefined && header.crc !== crc) note("the checksum of the zip entry is wrong");
}

const unpacked = (source: ByteReader, entry: ZipEntry): AsyncIterable<Uint8Array> => {
  if (entry.header.method === 0) return stored(source, entry);
  if (entry.header.method === 93) return zstdContent(source, entry);
  return inflated(source, entry);
};

async function* stored(source: ByteReader, { header, note }: ZipEntry): AsyncGenerator<Uint8Array> {
  if (header.packed === undefined) return yield* toSignature(source);
  let rest = header.packed;
  for await (const bytes of readAll(source)) {
    rest -= bytes.length;
    yield bytes;
  }
  if (rest > 0) note(CUT);
}

async function* zstdContent(source: ByteReader, { note }: ZipEntry): AsyncGenerator<Uint8Array> {
  for await (const { bytes, leftover } of unzstd(source, { windowBytes: SMALL_WINDOW, note }))
    if (!leftover) yield bytes;
}
async function* inflated(source: ByteReader, { header, note }: ZipEntry): AsyncGenerator<Uint8Array> {
  const small = await inflateSmall(source, header);
  if (small !== undefined) return yield small;
  const end = yield* inflateMember(source);
  if (end === "cut") note(CUT);
  if (end === "damaged") note("the deflate data of the zip entry is damaged: the rest of it is lost");
}

const CUT = "the zip entry ends early: the rest of it is lost";

/** A stream for each of 100,000 small files would cost more than their content: those go through one call. */
const inflateSmall = async (source: ByteReader, { packed }: ZipHeader): Promise<Uint8Array | undefined> => {
  if (packed === undefined || packed > SMALL.packed) return undefined;
  const input = await source.peek(packed);
  try {
    const output = inflateRawSync(input, { finishFlush: constants.Z_FINISH, maxOutputLength: SMALL.unpacked });
    source.skip(input.length);
    return output;
  } catch {
    return undefined;
  }
};
const SMALL = { packed: 64 * 1024, unpacked: 4 * 1024 * 1024 };

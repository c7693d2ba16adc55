import { constants, crc32, inflateRawSync } from "node:zlib";
import { boundedReader } from "../../bounded-reader.ts";
import { type ByteReader, readAll } from "../../byte-reader.ts";
import { inflateMember } from "../../inflate-member.ts";
import { withOutlet } from "../../outlet.ts";
import type { Note } from "../../piece.ts";
import { SMALL_WINDOW, unzstd } from "../../unzstd.ts";
import { bunzip2 } from "../bzip2/bunzip2.ts";
import { PROPERTIES_BYTES, readProperties } from "../lzma/lzma-properties.ts";
import { unlzma } from "../lzma/unlzma.ts";
import type { ZipHeader } from "./zip-header.ts";
import { toSignature } from "./zip-signature.ts";

export interface ZipEntry {
  readonly header: ZipHeader;
  /** Of an LZMA dictionary that may be held. */
  readonly heldBytes: number;
  /** Losses in this entry. */
  readonly note: Note;
}

/** Why the content of an entry is not read (APPNOTE.TXT, 4.4.5); undefined: it is. */
export const unreadable = ({ method, encrypted }: ZipHeader): string | undefined => {
  if (encrypted) return "the zip entry is encrypted: its content is not read";
  if (UNPACKED[method] !== undefined) return undefined;
  return `the zip entry is packed with ${OTHERS[method] ?? "a method that is not known"} (${method}): it is not unpacked`;
};

const OTHERS: Readonly<Record<number, string>> = {
  1: "shrink",
  6: "implode",
  9: "Deflate64",
  95: "xz",
  96: "JPEG",
  97: "WavPack",
  98: "PPMd",
};

/** Content of the entry at the reader, which stands behind its header and is left near the end of the entry, or at it. */
export async function* zipContent(
  reader: ByteReader,
  { header, heldBytes, note }: ZipEntry,
): AsyncGenerator<Uint8Array> {
  const source = header.packed === undefined ? reader : boundedReader(reader, header.packed);
  let crc = 0;
  let whole = true;
  const lost: Note = (reason) => {
    whole = false;
    note(reason);
  };
  for await (const bytes of unpacked(source, { header, heldBytes, note: lost })) {
    crc = crc32(bytes, crc);
    yield bytes;
  }
  if (whole && header.crc !== undefined && header.crc !== crc) note("the checksum of the zip entry is wrong");
}

const unpacked = (source: ByteReader, entry: ZipEntry): AsyncIterable<Uint8Array> =>
  (UNPACKED[entry.header.method] ?? inflated)(source, entry);

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
  const pieces = withOutlet((outlet) => unzstd(source, { windowBytes: SMALL_WINDOW, note, outlet, mode: "here" }));
  for await (const { bytes, leftover } of pieces) if (!leftover) yield bytes;
}

async function* lzmaContent(source: ByteReader, { header, heldBytes, note }: ZipEntry): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(await source.peek(LZMA_VERSION + LZMA_LENGTH + PROPERTIES_BYTES));
  const properties = readProperties(bytes.subarray(LZMA_VERSION + LZMA_LENGTH));
  if (properties === undefined) return note("the LZMA header of the zip entry is damaged: its content is not read");
  source.skip(bytes.length);
  yield* unlzma(source, { properties, size: header.lzmaMark ? undefined : header.size }, { most: heldBytes, note });
}

/** 5.8.8: version of the LZMA SDK, and length of the properties, before these. */
const LZMA_VERSION = 2;
const LZMA_LENGTH = 2;

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

const UNPACKED: Readonly<Record<number, (source: ByteReader, entry: ZipEntry) => AsyncIterable<Uint8Array>>> = {
  0: stored,
  8: inflated,
  12: (source, { note }) => bunzip2(source, note),
  14: lzmaContent,
  93: zstdContent,
};

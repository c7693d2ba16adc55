import { type ByteReader, createByteReader } from "../byte-reader.ts";
import { gunzip, gunzipWhole } from "../gunzip.ts";
import { oneChunk } from "../one-chunk.ts";
import { withOutlet, withPlace } from "../outlet.ts";
import type { Note, Piece } from "../piece.ts";
import { SMALL_WINDOW, unzstd } from "../unzstd.ts";
import { isZstd } from "../zstd-header.ts";
import { bunzip2, isBzip2 } from "./bzip2/bunzip2.ts";
import { contentName } from "./content-name.ts";
import { type Decoder, HEAD_BYTES, type Inside } from "./decoder.ts";
import { isLz4, unlz4 } from "./lz4/unlz4.ts";
import { LZMA_HEADER_BYTES, readLzmaHeader, unlzma } from "./lzma/unlzma.ts";
import { isBrotli, unbrotli } from "./unbrotli.ts";

/** RFC 1952, 2.3: the magic, deflate, and none of the flags that are reserved. */
export const gzip: Decoder = {
  matches: (head) => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8 && ((head[3] ?? 0xff) & 0xe0) === 0,
  decode: (reader, inside) =>
    stream(
      inside,
      withOutlet((outlet) => gunzip(reader, { note: inside.note, outlet, mode: "here" })),
    ),
  decodeWhole: (file, inside) =>
    withPlace((place) => {
      const content = gunzipWhole(file, place);
      return content === undefined
        ? gzip.decode(createByteReader(oneChunk(file)), inside)
        : inside.wholeContent(contentName(inside.path), content);
    }),
};

export const zstd: Decoder = {
  matches: isZstd,
  decode: (reader, inside) => {
    const windowBytes = Math.min(inside.limits.windowBytes, SMALL_WINDOW);
    return stream(
      inside,
      withOutlet((outlet) => unzstd(reader, { windowBytes, note: inside.note, outlet, mode: "here" })),
    );
  },
};

export const bzip2: Decoder = {
  matches: isBzip2,
  decode: (reader, inside) => inside.content(contentName(inside.path), allOfBzip2(reader, inside.note)),
};

async function* allOfBzip2(reader: ByteReader, note: Note): AsyncGenerator<Uint8Array> {
  const isWhole = yield* bunzip2(reader, note);
  if (isWhole && (await reader.peek(1)).length > 0)
    note(`data that is no bzip2 stream, from byte ${reader.offset()}: scanned as it is`);
}

/** As apt keeps its lists. */
export const lz4: Decoder = {
  matches: isLz4,
  decode: (reader, inside) => inside.content(contentName(inside.path), unlz4(reader, inside.note)),
};

export const brotli: Decoder = {
  matches: isBrotli,
  decode: (reader, inside) => inside.content(contentName(inside.path), unbrotli(reader, inside.note)),
};

/** What programs wrote before there was xz. */
export const lzma: Decoder = {
  matches: (head) => readLzmaHeader(head) !== undefined,
  decode: async (reader, inside) => {
    const data = readLzmaHeader(await reader.peek(HEAD_BYTES));
    if (data === undefined) return;
    reader.skip(LZMA_HEADER_BYTES);
    const options = { most: inside.limits.heldBytes, note: inside.note };
    await inside.content(contentName(inside.path), unlzma(reader, data, options));
  },
};

const stream = (inside: Inside, pieces: AsyncIterable<Piece>): Promise<void> =>
  inside.content(contentName(inside.path), unpackedBytes(pieces));

/** What belongs to no compressed stream was scanned with the file itself. */
async function* unpackedBytes(pieces: AsyncIterable<Piece>): AsyncGenerator<Uint8Array> {
  for await (const { bytes, leftover } of pieces) if (!leftover) yield bytes;
}

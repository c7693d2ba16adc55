import type { ByteReader } from "../byte-reader.ts";
import { gunzip } from "../gunzip.ts";
import type { Piece } from "../piece.ts";
import { SMALL_WINDOW, unzstd } from "../unzstd.ts";
import { isZstd } from "../zstd-header.ts";
import type { Decoder, Inside } from "./decoder.ts";

/** RFC 1952, 2.3: the magic, deflate, and none of the flags that are reserved. */
export const gzip: Decoder = {
  matches: (head) => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8 && ((head[3] ?? 0xff) & 0xe0) === 0,
  decode: (reader, inside) => stream(inside, gunzip(reader, inside.note)),
};

export const zstd: Decoder = {
  matches: isZstd,
  decode: (reader, inside) =>
    stream(
      inside,
      unzstd(reader, { windowBytes: Math.min(inside.limits.windowBytes, SMALL_WINDOW), note: inside.note }),
    ),
};

const stream = (inside: Inside, pieces: AsyncIterable<Piece>): Promise<void> =>
  inside.content(contentName(inside.path), unpackedBytes(pieces));

/** What belongs to no compressed stream was scanned with the file itself. */
async function* unpackedBytes(pieces: AsyncIterable<Piece>): AsyncGenerator<Uint8Array> {
  for await (const { bytes, leftover } of pieces) if (!leftover) yield bytes;
}

/** `logs/app.log.gz` holds `app.log`. */
const contentName = (path: string): string => {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.replace(/\.(?:gz|zst|zstd)$/i, "") || "content";
};

/** xz file format 1.2, 2.1.1.1; bzip2 has no other document than its source (`BZh`, level, pi). */
const FOREIGN: readonly (readonly [string, RegExp])[] = [
  ["xz", /^\xfd7zXZ\0/],
  ["bzip2", /^BZh[1-9]1AY&SY/],
];

/** Known, and not unpacked: its content stays unseen, which is a loss to be named. */
export const foreign: Decoder = {
  matches: (head) => foreignName(head) !== undefined,
  decode: async (reader: ByteReader, inside) => {
    inside.note(
      `compressed with ${foreignName(await reader.peek(FOREIGN_HEAD))}, which is not unpacked: scanned as it is`,
    );
  },
};

const FOREIGN_HEAD = 10;
const foreignName = (head: Uint8Array): string | undefined => {
  const text = Buffer.from(head.subarray(0, FOREIGN_HEAD)).toString("latin1");
  return FOREIGN.find(([, magic]) => magic.test(text))?.[0];
};

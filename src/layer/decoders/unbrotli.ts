import { pipeline } from "node:stream";
import { createBrotliDecompress } from "node:zlib";
import { type ByteReader, readAll } from "../byte-reader.ts";
import type { Note } from "../piece.ts";

const OUTPUT_CHUNK = 256 * 1024;

/** Unpacks a brotli stream (RFC 7932), which has no magic and no checksum. Errors of the source pass through. */
export async function* unbrotli(reader: ByteReader, note: Note): AsyncGenerator<Uint8Array> {
  let broken: { readonly error: unknown } | undefined;
  const source = async function* () {
    try {
      for await (const bytes of readAll(reader)) yield Buffer.from(bytes);
    } catch (error) {
      broken = { error };
      throw error;
    }
  };
  // Errors come with what is read of it.
  const unpacked = pipeline(source(), createBrotliDecompress({ chunkSize: OUTPUT_CHUNK }), () => undefined);
  const pieces = unpacked[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await pieces.next().catch((error: unknown) => ({ error }));
      if ("error" in next) {
        if (broken !== undefined) throw broken.error;
        return note(
          isEarly(next.error) ? CUT : `the brotli data is damaged before byte ${reader.offset()}: the rest is lost`,
        );
      }
      if (next.done === true) return;
      yield next.value as Buffer;
    }
  } finally {
    unpacked.destroy();
  }
}

const CUT = "the brotli data ends early: the rest is lost";
/** As node:zlib has it. */
const isEarly = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "Z_BUF_ERROR";

/** Text is none; what is packed has bytes that texts have not. */
const NO_TEXT = /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/;

/** Only the name tells: web servers send `app.js.br` to who takes it. */
export const isBrotli = (head: Uint8Array, path: string): boolean =>
  path.endsWith(".br") && NO_TEXT.test(Buffer.from(head).toString("latin1"));

import { ReadableStream } from "node:stream/web";
import library from "xz-decompress";
import { type ByteReader, readAll } from "../byte-reader.ts";
import type { Note } from "../piece.ts";
import { contentName } from "./content-name.ts";
import type { Decoder } from "./decoder.ts";

/** xz file format 1.2, 2.1.1.1 and 2.1.2.4: the magic of the header, and the one every stream ends with. */
const MAGIC = "\xfd7zXZ\0";
const FOOTER = "YZ";

/**
 * xz files, also several in one. The library has one memory, of at most 64 MiB, for all of them, and a second file waits
 * until the first is read: one that stands in the first would wait for ever.
 */
export const xz: Decoder = {
  matches: (head) => Buffer.from(head.subarray(0, MAGIC.length)).toString("latin1") === MAGIC,
  decode: async (reader, inside) => {
    if (inside.isWithin(xz)) inside.note("an xz file in an xz file: not unpacked, but scanned as it is");
    else await inside.content(contentName(inside.path), unxz(reader, inside.note));
  },
};

async function* unxz(reader: ByteReader, note: Note): AsyncGenerator<Uint8Array> {
  const input = watched(reader);
  const output = new library.XzReadableStream(ReadableStream.from(input.bytes())).getReader();
  try {
    for (;;) {
      const { value, done } = await output.read();
      if (done) return;
      if (value.length > 0) yield value;
    }
  } catch (error) {
    if (input.failure() !== undefined) throw input.failure();
    if (error !== END) note("the xz data is damaged, or of a kind that is not read: the rest is lost");
    else if (!input.isWhole()) note("the xz data ends early: the rest is lost");
  } finally {
    await output.cancel().catch(() => undefined);
  }
}

/** The library asks for more at the end of every stream, for there may be another one: an error tells it that there is none. */
const END = new Error("end of input");

const watched = (reader: ByteReader) => {
  let failure: unknown;
  let tail = "";
  return {
    bytes: async function* (): AsyncGenerator<Uint8Array> {
      try {
        for await (const bytes of readAll(reader)) {
          tail = (tail + Buffer.from(bytes.subarray(-TAIL)).toString("latin1")).slice(-TAIL);
          yield bytes;
        }
      } catch (error) {
        failure = error;
        throw error;
      }
      throw END;
    },
    failure: () => failure,
    /** Zeros may follow, four by four (2.2). */
    isWhole: () => tail.replace(/\0+$/, "").endsWith(FOOTER),
  };
};
const TAIL = 512;

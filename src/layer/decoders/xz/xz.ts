import { ReadableStream } from "node:stream/web";
import { type ByteReader, readAll } from "../../byte-reader.ts";
import type { Note } from "../../piece.ts";
import { contentName } from "../content-name.ts";
import type { Decoder } from "../decoder.ts";
import { startsWith } from "../starts-with.ts";
import { hasRareCheck, XZ_FOOTER, XZ_MAGIC, xzBlocks } from "./xz-blocks.ts";

/**
 * xz files, also several in one. The library has one memory, of at most 64 MiB, for all of them, and a second file waits
 * until the first is read: one that stands in the first would wait for ever.
 */
export const xz: Decoder = {
  matches: (head) => startsWith(head, XZ_MAGIC),
  decode: async (reader, inside) => {
    if (inside.isWithin(xz)) inside.note("an xz file in an xz file: not unpacked, but scanned as it is");
    else await inside.content(contentName(inside.path), unxz(reader, inside.note));
  },
};

async function* unxz(reader: ByteReader, note: Note): AsyncGenerator<Uint8Array> {
  const input = hasRareCheck(await reader.peek(XZ_MAGIC.length + 2)) ? unchecked(reader) : watched(reader);
  const library = await import("xz-decompress");
  // A CommonJS package: Node gives what it exports as `default`, other loaders by name.
  const { XzReadableStream } = library.default ?? library;
  const output = new XzReadableStream(ReadableStream.from(input.bytes())).getReader();
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

interface Input {
  bytes(): AsyncGenerator<Uint8Array>;
  failure(): unknown;
  isWhole(): boolean;
}

const watched = (reader: ByteReader): Input => {
  let tail = "";
  async function* all(): AsyncGenerator<Uint8Array> {
    for await (const bytes of readAll(reader)) {
      tail = (tail + Buffer.from(bytes.subarray(-TAIL)).toString("latin1")).slice(-TAIL);
      yield bytes;
    }
  }
  /** Zeros may follow, four by four (2.2). */
  return { ...ended(all), isWhole: () => tail.replace(/\0+$/, "").endsWith(XZ_FOOTER) };
};
const TAIL = 512;

/** Without the checks of blocks, which are of a kind that the library does not know. */
const unchecked = (reader: ByteReader): Input => {
  let whole = false;
  async function* all(): AsyncGenerator<Uint8Array> {
    whole = yield* xzBlocks(reader);
  }
  return { ...ended(all), isWhole: () => whole };
};

const ended = (all: () => AsyncGenerator<Uint8Array>): Omit<Input, "isWhole"> => {
  let failure: unknown;
  return {
    bytes: async function* () {
      try {
        yield* all();
      } catch (error) {
        failure = error;
        throw error;
      }
      throw END;
    },
    failure: () => failure,
  };
};

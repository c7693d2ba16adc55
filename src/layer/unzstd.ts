import type { ByteReader } from "./byte-reader.ts";
import { leftovers, type Note, type Piece, skipZeros } from "./piece.ts";
import { createTurns } from "./turns.ts";
import { createZstdEngine, LARGEST_WINDOW, MOVES_WINDOW, type ZstdEngine, type ZstdInto } from "./zstd-engine.ts";
import { readZstdBlock, readZstdFrame, skippableLength, ZSTD_HEADER_BYTES, type ZstdFrame } from "./zstd-header.ts";

interface Options extends ZstdInto {
  readonly windowBytes: number;
  readonly note: Note;
}

const SKIPPABLE_HEADER = 8;
const CHECKSUM = 4;

/**
 * All frames of a zstd file (RFC 8878). Frames are found by their headers, so that the decoder never sees what it might
 * drop or choke on: the content of skippable frames and what is no frame come as leftover.
 */
export async function* unzstd(reader: ByteReader, options: Options): AsyncGenerator<Piece> {
  const engine = createZstdEngine(options);
  const effort = { moved: 0, made: 0 };
  try {
    for (let more = true; more; ) more = yield* nextFrame(reader, { ...options, engine, effort });
    const bytes = options.outlet.take();
    if (bytes.length > 0) yield { bytes, leftover: false };
    yield* leftovers(reader);
  } finally {
    engine.close();
  }
}

interface Context extends Options {
  readonly engine: ZstdEngine;
  /** Bytes of windows that were moved, where the decoder does that for each block, and bytes that came out. */
  readonly effort: { moved: number; made: number };
}

/** Blocks of 1 KiB in a window of 8 MiB are worth their work; a file of blocks of one byte would take hours. */
const MOST_MOVED = 8192;
const SPARE_MOVED = 4 * 1024 ** 3;

/** False at the end, and when what follows cannot be read as zstd. */
async function* nextFrame(reader: ByteReader, context: Context): AsyncGenerator<Piece, boolean> {
  const head = await reader.peek(ZSTD_HEADER_BYTES);
  const skippable = skippableLength(head);
  if (skippable !== undefined) {
    reader.skip(SKIPPABLE_HEADER);
    yield* leftovers(reader, skippable);
    return true;
  }
  const frame = readZstdFrame(head);
  if (frame === undefined) return await noFrame(reader, context);
  if (frame.window > context.windowBytes) {
    context.note(`zstd window of ${frame.window} bytes is over the limit of ${context.windowBytes}: not unpacked`);
    return false;
  }
  if (frame.window > LARGEST_WINDOW) {
    context.note(`zstd window of ${frame.window} bytes: it takes Node.js 22.15 or later to unpack it`);
    return false;
  }
  if (frame.window <= SMALL_WINDOW) return yield* blocks(reader, { ...context, frame });
  const end = await LARGE.take("window");
  try {
    return yield* blocks(reader, { ...context, frame });
  } finally {
    end();
  }
}

/**
 * RFC 8878 asks every decoder for 8 MiB. Layers with more are read one after the other, however many are pulled: what
 * stands in a layer must not wait for its turn as well.
 */
export const SMALL_WINDOW = 8 * 1024 * 1024;
const LARGE = createTurns();

/** Zero padding at the end is harmless; anything else is a loss. */
const noFrame = async (reader: ByteReader, { note }: Context): Promise<boolean> => {
  const at = reader.offset();
  const padding = at === 0 ? 0 : await skipZeros(reader);
  const ended = (await reader.peek(1)).length === 0;
  if (!ended) note(`data that is no zstd frame, from byte ${at + padding}: scanned as it is`);
  return false;
};

async function* blocks(
  reader: ByteReader,
  { engine, note, frame, effort }: Context & { readonly frame: ZstdFrame },
): AsyncGenerator<Piece, boolean> {
  const failed = (): boolean => {
    note(`the zstd data is cut or damaged at byte ${reader.offset()}: the rest is lost`);
    return false;
  };
  for (let header = frame.bytes; ; header = 0) {
    const block = readZstdBlock((await reader.peek(header + 3)).subarray(header));
    if (block === undefined) return failed();
    const length = header + block.bytes + (block.last && frame.checksum ? CHECKSUM : 0);
    const input = await reader.peek(length);
    if (input.length < length) return failed();
    effort.moved += MOVES_WINDOW ? frame.window : 0;
    if (effort.moved > SPARE_MOVED + effort.made * MOST_MOVED) {
      note(`many short zstd blocks in large windows, up to byte ${reader.offset()}: the rest is not unpacked`);
      return false;
    }
    const output = engine.write(input, block.last);
    for (;;) {
      const { value, done } = await output.next();
      if (done !== true) {
        effort.made += value.length;
        yield { bytes: value, leftover: false };
      } else if (value === "failed") return failed();
      else break;
    }
    reader.skip(length);
    if (block.last) return true;
  }
}

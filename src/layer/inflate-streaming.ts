import { constants, createInflateRaw, inflateRawSync } from "node:zlib";
import type { ByteReader } from "./byte-reader.ts";
import { FIRST_STEPS, type MemberEnd } from "./inflate-member.ts";
import { createStepEngine, type StepEngine } from "./step-engine.ts";

const OUTPUT_CHUNK = 256 * 1024;
const WINDOW = 64 * 1024;
const SMALL_OUTPUT = 4 * 1024 * 1024;

/** Unpacks one member with what node:zlib documents: it takes memory of its own for each piece. */
export async function* inflateStreaming(reader: ByteReader): AsyncGenerator<Uint8Array, MemberEnd> {
  const small = inflateSmall(await reader.peek(WINDOW));
  if (small === undefined) return yield* inflateLarge(reader);
  reader.skip(small.used);
  if (small.output.length > 0) yield small.output;
  return "complete";
}

/** A stream for each of 100,000 tiny members would cost more than their content: those go through one call. */
const inflateSmall = (window: Uint8Array): { readonly output: Uint8Array; readonly used: number } | undefined => {
  try {
    const options = { info: true, finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: SMALL_OUTPUT };
    const { buffer, engine } = inflateRawSync(window, options) as unknown as WithInfo;
    return engine.bytesWritten < window.length ? { output: buffer, used: engine.bytesWritten } : undefined;
  } catch {
    return undefined;
  }
};

/** What `info: true` makes of the result (Node.js documentation, zlib, class Options); not in its types. */
interface WithInfo {
  readonly buffer: Uint8Array;
  /** `bytesWritten`: input that was used. */
  readonly engine: { readonly bytesWritten: number };
}

/** Deflate data that ends with its source is whole when the decoder leaves a byte that is written behind it. */
const takesMore = async (engine: StepEngine, decoder: { readonly bytesWritten: number }): Promise<boolean> => {
  const before = decoder.bytesWritten;
  const output = engine.write(new Uint8Array(1));
  while ((await output.next()).done !== true);
  return decoder.bytesWritten > before;
};

async function* inflateLarge(reader: ByteReader): AsyncGenerator<Uint8Array, MemberEnd> {
  const decoder = createInflateRaw({ chunkSize: OUTPUT_CHUNK });
  const engine = createStepEngine(decoder);
  const start = reader.offset();
  try {
    for (;;) {
      const fed = reader.offset() - start;
      const input = await reader.next(fed < FIRST_STEPS.until ? FIRST_STEPS.bytes : WINDOW);
      if (input === undefined) return (await takesMore(engine, decoder)) ? "cut" : "complete";
      const state = yield* engine.write(input);
      if (state === "failed") return "damaged";
      // Some versions of Node report the end of the stream only after the write: input that is not used tells it too.
      const unused = reader.offset() - start - decoder.bytesWritten;
      if (state === "ended" || unused > 0) {
        reader.unread(input.subarray(input.length - unused));
        return "complete";
      }
    }
  } finally {
    engine.close();
  }
}

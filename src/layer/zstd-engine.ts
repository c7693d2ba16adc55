import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { Decompress } from "fzstd";
import { createStepEngine, type StepState } from "./step-engine.ts";

/** Decodes zstd frames, block by block. */
export interface ZstdEngine {
  /** `input`: whole blocks of one frame, its header before the first, its checksum behind the last. */
  write(input: Uint8Array, lastOfFrame: boolean): AsyncGenerator<Uint8Array, StepState>;
  close(): void;
}

/** The decoder of Node where it has one (22.15 on), else fzstd, which is four times slower. */
export const createZstdEngine = (): ZstdEngine => {
  const native = (zlib as WithZstd).createZstdDecompress;
  return native === undefined ? createPortableEngine() : createStepEngine(native({ chunkSize: 256 * 1024 }));
};

/** Not in the types of the oldest Node that is supported. */
interface WithZstd {
  readonly createZstdDecompress?: (options: { readonly chunkSize: number }) => Transform;
}

/** A decoder per frame: fzstd holds short frames back until it is told that the input is over. */
const createPortableEngine = (): ZstdEngine => {
  let output: Uint8Array[] = [];
  let decoder: Decompress | undefined;
  return {
    write: async function* (input, lastOfFrame) {
      decoder ??= new Decompress((bytes) => output.push(bytes));
      let state: StepState = "open";
      try {
        // Fed with whole blocks only, fzstd 0.1.1 would keep a view of each of them: it forgets when it has to join.
        decoder.push(input.subarray(0, 1));
        decoder.push(input.subarray(1), lastOfFrame);
      } catch {
        state = "failed";
      }
      if (lastOfFrame) decoder = undefined;
      const ready = output.filter(({ length }) => length > 0);
      output = [];
      yield* ready;
      return state;
    },
    close: () => undefined,
  };
};

import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { Decompress } from "fzstd";
import type { InflateInto } from "./inflate-member.ts";
import { createStepEngine, type StepState } from "./step-engine.ts";
import { createZlibSteps, type ZlibSteps } from "./zlib-steps.ts";

/** Where the bytes go, and who unpacks. Only where Node decodes: fzstd takes memory of its own. */
export type ZstdInto = Pick<InflateInto, "outlet" | "mode">;

/** Decodes zstd frames, block by block. What it does not hand out at once is left in the outlet. */
export interface ZstdEngine {
  /** `input`: whole blocks of one frame, its header before the first, its checksum behind the last. */
  write(input: Uint8Array, lastOfFrame: boolean): AsyncGenerator<Uint8Array, StepState>;
  close(): void;
}

const native = (zlib as WithZstd).createZstdDecompress;

/** The decoder of Node where it has one (22.15 on), else fzstd, which is seven times slower. */
export const createZstdEngine = (into: ZstdInto): ZstdEngine => {
  if (native === undefined) return createPortableEngine();
  const steps = into.mode === "streaming" ? undefined : createZlibSteps(native({ chunkSize: SMALLEST_CHUNK }));
  return steps === undefined ? createStepEngine(native({ chunkSize: 256 * 1024 })) : createNativeEngine(steps, into);
};

/** Of the memory that the stream takes for its own output, which is not used. */
const SMALLEST_CHUNK = 64;

const createNativeEngine = (steps: ZlibSteps, { outlet, mode }: ZstdInto): ZstdEngine => ({
  write: async function* (input) {
    for (let rest = input; ; ) {
      const room = outlet.room();
      const step = mode === "here" ? steps.here(rest, room) : await steps.beside(rest, room);
      if (step.state === "failed") return "failed";
      outlet.wrote(step.written);
      rest = rest.subarray(step.used);
      if (step.written < room.length) return step.state;
      yield outlet.take();
    }
  },
  close: steps.close,
});

/**
 * Windows that the decoder takes, in bytes. fzstd holds one twice: those of 128 MiB (`zstd --long=27`) would be all the
 * memory that an audit may take; `zstd --ultra -21` writes 64 MiB.
 */
export const LARGEST_WINDOW = native === undefined ? 64 * 1024 * 1024 : Number.POSITIVE_INFINITY;

/** fzstd moves its window on by each block, however short it is. */
export const MOVES_WINDOW = native === undefined;

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

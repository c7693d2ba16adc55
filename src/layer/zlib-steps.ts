import { constants, createInflateRaw } from "node:zlib";

/** What became of a step. On `failed` nobody knows how much of the input was good. */
export interface ZlibStep {
  readonly used: number;
  readonly written: number;
  /** `ended`: behind the compressed data there is more input, that is not used. */
  readonly state: "open" | "ended" | "failed";
}

/** A decoder of node:zlib that unpacks into memory of the caller. */
export interface ZlibSteps {
  /** As much of `input` as fills `output`, on this thread. */
  here(input: Uint8Array, output: Uint8Array): ZlibStep;
  /** The same on a thread of zlib: until it is done, nobody may touch either, or ask for another step. */
  beside(input: Uint8Array, output: Uint8Array): Promise<ZlibStep>;
  /** Forgets everything: other data begins. */
  reset(): void;
  close(): void;
}

/** `stream`: one that nobody else uses. Undefined where Node.js is built in another way than is known here. */
export const createZlibSteps = (stream: object): ZlibSteps | undefined => (IS_KNOWN ? fromStream(stream) : undefined);

/**
 * What stands behind a stream of node:zlib (lib/zlib.js of Node.js 20 to 24). Not documented: its streams take new memory
 * for each piece, and all but double the time that zlib takes.
 */
interface Inner {
  readonly _handle: Handle;
  /** Room that is left, and input that is left. */
  readonly _writeState: Uint32Array;
}

type Write = (...step: [flush: number, ...input: Place, ...output: Place]) => void;
type Place = [bytes: Uint8Array, at: number, length: number];

interface Handle {
  readonly write: Write;
  readonly writeSync: Write;
  reset(): void;
  close(): void;
  onerror: () => void;
  /** Called when a `write` is done, on a stream that is destroyed. */
  cb: () => void;
}

const fromStream = (stream: object): ZlibSteps => {
  const { _handle: handle, _writeState: state } = stream as Inner;
  let failed = false;
  let wake = (): void => undefined;
  // A stream that counts as destroyed leaves its output alone, and tells `cb` of it.
  Object.defineProperty(stream, "destroyed", { value: true });
  handle.cb = () => wake();
  handle.onerror = () => {
    failed = true;
    wake();
  };
  const done = (input: Uint8Array, output: Uint8Array): ZlibStep => {
    if (failed) return { used: 0, written: 0, state: "failed" };
    const [room = 0, left = 0] = state;
    const ended = left > 0 && room > 0;
    return { used: input.length - left, written: output.length - room, state: ended ? "ended" : "open" };
  };
  return {
    here: (input, output) => {
      handle.writeSync(constants.Z_NO_FLUSH, input, 0, input.length, output, 0, output.length);
      return done(input, output);
    },
    beside: async (input, output) => {
      const ready = new Promise<void>((resolve) => {
        wake = resolve;
      });
      handle.write(constants.Z_NO_FLUSH, input, 0, input.length, output, 0, output.length);
      await ready;
      return done(input, output);
    },
    reset: () => {
      failed = false;
      handle.reset();
    },
    close: () => handle.close(),
  };
};

/** Majors of Node.js whose streams were looked at: what is not there fails, but what takes other values may crash. */
const KNOWN = /^v(?:20|22|24)\./;

const isKnown = (): boolean => {
  if (!KNOWN.test(process.version)) return false;
  const { _handle: handle, _writeState: state } = createInflateRaw() as unknown as Partial<Inner>;
  const calls = [handle?.write, handle?.writeSync, handle?.reset, handle?.close];
  return state instanceof Uint32Array && state.length === 2 && calls.every((call) => typeof call === "function");
};
const IS_KNOWN = isKnown();

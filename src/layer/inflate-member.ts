import { createInflateRaw } from "node:zlib";
import type { ByteReader } from "./byte-reader.ts";
import { inflateStreaming } from "./inflate-streaming.ts";
import { type Outlet, withOutlet } from "./outlet.ts";
import { createZlibSteps, type ZlibStep, type ZlibSteps } from "./zlib-steps.ts";

/** `cut`: the source ended first. `damaged`: the deflate data is wrong, the reader stands somewhere behind that place. */
export type MemberEnd = "complete" | "cut" | "damaged";

/**
 * Who unpacks. `here`: this thread. `beside`: a thread of zlib, while this one looks at the last piece; the beginning of
 * each member is not worth that. `streaming`: the streams of node:zlib, as everywhere where its insides are not known.
 */
export type InflateMode = "here" | "beside" | "streaming";

export interface InflateInto {
  readonly outlet: Outlet;
  readonly mode: InflateMode;
  /** Told of all bytes that are written, in order. */
  readonly onBytes: (bytes: Uint8Array) => void;
}

const INPUT = 256 * 1024;
/** Damaged data costs the output of one step: the steps are small where a tiny layer would lose everything. */
export const FIRST_STEPS = { bytes: 4 * 1024, until: 256 * 1024 };

/** Unpacks the deflate data (RFC 1951) at the reader, and leaves the reader right behind it. A piece holds until the next is asked for. */
export const inflateMember = (reader: ByteReader): AsyncGenerator<Uint8Array, MemberEnd> =>
  withOutlet(async function* (outlet) {
    const end = yield* inflateInto(reader, { outlet, mode: "here", onBytes: () => undefined });
    const rest = outlet.take();
    if (rest.length > 0) yield rest;
    return end;
  });

/** Kept for the next member. */
const KEPT = 8;
const inflaters: ZlibSteps[] = [];

/**
 * The same of data that is at hand with something behind it, at once, into memory that it fits in. Undefined: it does not,
 * it is damaged, or the insides of zlib are not known.
 */
export const inflateWhole = (input: Uint8Array, output: Uint8Array): ZlibStep | undefined => {
  const inflater = inflaters.pop() ?? createZlibSteps(createInflateRaw());
  if (inflater === undefined) return undefined;
  inflater.reset();
  const step = inflater.here(input, output);
  if (inflaters.length < KEPT) inflaters.push(inflater);
  return step.state === "ended" ? step : undefined;
};

/** The same into an outlet. Only pieces that are full are handed out: the last bytes are left in it. */
export async function* inflateInto(reader: ByteReader, into: InflateInto): AsyncGenerator<Uint8Array, MemberEnd> {
  const inflater = into.mode === "streaming" ? undefined : (inflaters.pop() ?? createZlibSteps(createInflateRaw()));
  if (inflater === undefined) return yield* copied(inflateStreaming(reader), into);
  inflater.reset();
  const end = yield* steps(reader, { ...into, inflater });
  // One that was left in the middle may still be at work.
  if (inflaters.length < KEPT) inflaters.push(inflater);
  return end;
}

async function* steps(
  reader: ByteReader,
  { inflater, outlet, mode, onBytes }: InflateInto & { readonly inflater: ZlibSteps },
): AsyncGenerator<Uint8Array, MemberEnd> {
  for (let fed = 0; ; ) {
    const isFirst = fed < FIRST_STEPS.until;
    const taken = await reader.next(isFirst ? FIRST_STEPS.bytes : INPUT);
    fed += taken?.length ?? 0;
    for (let input = taken ?? ONE_MORE; ; ) {
      const room = outlet.room();
      const step = isFirst || mode === "here" ? inflater.here(input, room) : await inflater.beside(input, room);
      if (step.state === "failed") return taken === undefined ? "cut" : "damaged";
      onBytes(room.subarray(0, step.written));
      outlet.wrote(step.written);
      input = input.subarray(step.used);
      if (step.state === "ended") {
        if (taken !== undefined) reader.unread(input);
        return "complete";
      }
      if (step.written === room.length) yield outlet.take();
      else if (taken === undefined) return "cut";
      else break;
    }
  }
}

/** Deflate data that ends with its source is whole when zlib leaves a byte that is written behind it. */
const ONE_MORE = new Uint8Array(1);

async function* copied(
  pieces: AsyncGenerator<Uint8Array, MemberEnd>,
  { outlet, onBytes }: InflateInto,
): AsyncGenerator<Uint8Array, MemberEnd> {
  for (;;) {
    const { value, done } = await pieces.next();
    if (done === true) return value;
    onBytes(value);
    for (let at = 0; at < value.length; ) {
      const part = value.subarray(at, at + outlet.room().length);
      outlet.room().set(part);
      outlet.wrote(part.length);
      at += part.length;
      if (outlet.room().length === 0) yield outlet.take();
    }
  }
}

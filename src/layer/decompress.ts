import type { Skip } from "../domain/finding.ts";
import { type ByteReader, createByteReader, readAll } from "./byte-reader.ts";
import { isBzip2 } from "./decoders/bzip2/bunzip2.ts";
import { gunzip } from "./gunzip.ts";
import { isGzip } from "./gzip-header.ts";
import type { InflateInto, InflateMode } from "./inflate-member.ts";
import type { LayerLimits } from "./limits.ts";
import { createOutlet, createPlace, type Outlet } from "./outlet.ts";
import type { Note, Piece } from "./piece.ts";
import { readAhead } from "./read-ahead.ts";
import { createSkipList, type SkipList } from "./skip-list.ts";
import { createStopwatch, type Stopwatch } from "./stopwatch.ts";
import { unzstd } from "./unzstd.ts";
import { isZstd, skippableLength } from "./zstd-header.ts";

export type PackFormat = "gzip" | "zstd" | "plain";

export interface DecompressOptions {
  /** Milliseconds from any start; the clock of the process unless given. */
  readonly now?: () => number;
  /** `here` where each core has a layer of its own; `beside`, the default, where there are more cores. */
  readonly inflate?: InflateMode;
  /** Memory that what is unpacked stands in, in turn: `placesFor` of them. One piece is looked at, the others are unpacked ahead. */
  readonly places?: readonly Uint8Array[];
}

export interface Unpacked {
  /**
   * To be read once, to the end; only errors of the source are thrown. The bytes of a piece hold until the next one is
   * asked for.
   */
  readonly pieces: AsyncIterable<Piece>;
  /** What is known so far: complete when `pieces` is at its end. */
  report(): UnpackReport;
}

interface UnpackReport {
  /** Told by the first bytes, never by a media type; undefined before the first piece. */
  readonly format?: PackFormat;
  /** Set where Docker unpacks what is only a file here: what a layer loses by that. */
  readonly foreign?: string;
  /** Without leftovers. */
  readonly unpackedBytes: number;
  /** Empty: every byte of the source was delivered, unpacked. */
  readonly skips: readonly Skip[];
}

/**
 * Unpacks gzip and zstd, and passes anything else through, in constant memory and no faster than it is read. Damage
 * and limits never discard what could be read: they become skips. The source is read to its end in every case.
 */
export const decompress = (
  source: AsyncIterable<Uint8Array>,
  limits: LayerLimits,
  { now = () => performance.now(), inflate = "beside", places }: DecompressOptions = {},
): Unpacked => {
  const stopwatch = createStopwatch(now);
  const state: State = { format: undefined, foreign: undefined, unpackedBytes: 0, skips: createSkipList(), stopwatch };
  const into = places ?? Array.from({ length: placesFor(inflate) }, createPlace);
  const outlet = createOutlet(into);
  const pieces = bounded(createByteReader(stopwatch.source(source)), { limits, state, outlet, inflate });
  return {
    pieces: into.length > 1 ? readAhead(pieces, into.length - 1) : pieces,
    report: () => {
      const { format, foreign, unpackedBytes, skips } = state;
      return { unpackedBytes, skips: skips.all(), ...(format && { format }), ...(foreign && { foreign }) };
    },
  };
};

/** How many places it takes. */
export const placesFor = (inflate: InflateMode = "beside"): number => (inflate === "here" ? 1 : 3);

interface State {
  format: PackFormat | undefined;
  foreign: string | undefined;
  unpackedBytes: number;
  readonly skips: SkipList;
  readonly stopwatch: Stopwatch;
}

interface Bounded {
  readonly limits: LayerLimits;
  readonly state: State;
  readonly outlet: Outlet;
  readonly inflate: InflateMode;
}

async function* bounded(reader: ByteReader, { limits, state, outlet, inflate }: Bounded): AsyncGenerator<Piece> {
  const note: Note = (reason) => state.skips.add({ reason });
  try {
    const head = await reader.peek(HEAD);
    state.format = sniff(head);
    state.foreign = foreignFormat(head);
    const { windowBytes } = limits;
    for await (const piece of unpack(reader, { format: state.format, windowBytes, note, outlet, mode: inflate })) {
      yield piece;
      if (!piece.leftover) state.unpackedBytes += piece.bytes.length;
      const reason = limitHit(state, { packed: reader.offset(), limits });
      if (reason === undefined) continue;
      note(reason);
      return await reader.drain();
    }
  } finally {
    await reader.close();
  }
}

const sniff = (head: Uint8Array): PackFormat => {
  if (isGzip(head)) return "gzip";
  return isZstd(head) || skippableLength(head) !== undefined ? "zstd" : "plain";
};

/** Longest of the magic numbers. */
const HEAD = 10;
const XZ = "\xfd7zXZ\0";

/** What Docker unpacks and exhume only as a file (moby pkg/archive): the loss, to be named. */
const foreignFormat = (head: Uint8Array): string | undefined => {
  const isXz = Buffer.from(head).toString("latin1").startsWith(XZ);
  if (!isXz && !isBzip2(head)) return undefined;
  return `compressed with ${isXz ? "xz" : "bzip2"}: what it deletes or overwrites of other layers is not told`;
};

interface UnpackOptions extends Pick<InflateInto, "outlet" | "mode"> {
  readonly format: PackFormat;
  readonly windowBytes: number;
  readonly note: Note;
}

const unpack = (reader: ByteReader, { format, windowBytes, ...to }: UnpackOptions): AsyncIterable<Piece> => {
  if (format === "gzip") return gunzip(reader, to);
  return format === "zstd" ? unzstd(reader, { windowBytes, ...to }) : plain(reader);
};

async function* plain(reader: ByteReader): AsyncGenerator<Piece> {
  for await (const bytes of readAll(reader)) yield { bytes, leftover: false };
}

const limitHit = (
  { unpackedBytes: unpacked, stopwatch }: State,
  { packed, limits }: { readonly packed: number; readonly limits: LayerLimits },
): string | undefined => {
  if (unpacked > limits.unpackedBytes)
    return `more than ${limits.unpackedBytes} unpacked bytes: the rest is not scanned`;
  if (stopwatch.elapsed() > limits.workMs)
    return `takes more than ${limits.workMs / 60_000} minutes to unpack and scan: the rest is not scanned`;
  const bomb = unpacked > limits.ratioFrom && unpacked > packed * limits.ratio;
  return bomb ? `unpacks to more than ${limits.ratio} times its size: the rest is not scanned` : undefined;
};

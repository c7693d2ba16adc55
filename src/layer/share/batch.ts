import type { LayerLimits } from "../limits.ts";
import type { Body, Recorded } from "./scan-bodies.ts";

/** Bytes of bodies at which a batch is handed over, and of the largest body that is put in one with others. */
export const BATCH_BYTES = 1024 * 1024;
export const BODY_BYTES = 4 * 1024 * 1024;

/** Of the largest batch. */
export const MOST_BYTES = BATCH_BYTES + BODY_BYTES;
/** Bytes of all batches that are filled, wait, or are scanned: enough that a slow one, or a body in parts, keeps neither thread waiting. */
export const SHARED_BYTES = 24 * 1024 * 1024;
/** Batches that wait or are scanned at a time. */
export const MOST_WAITING = 32;

/** Memory of two threads that scan one layer. */
export interface Shared {
  readonly bytes: SharedArrayBuffer;
  /** The numbers of the batches that wait for a thread, each at its number modulo `MOST_WAITING`. Who takes one out scans the batch. */
  readonly waiting: SharedArrayBuffer;
}

/** From the thread that unpacks the layer to the one that helps. */
export type ToHelper =
  | { readonly type: "begin"; readonly shared: Shared; readonly limits: LayerLimits }
  | ({ readonly type: "batch" } & Batch);

export interface Batch {
  /** From 1 on. */
  readonly number: number;
  /** Where its bytes stand in the memory. */
  readonly at: number;
  readonly length: number;
  readonly bodies: readonly Body[];
  /** Its one body is a part of one that is too large for a batch: the others stand in those right before and behind it. */
  readonly part?: Part;
}

export interface Part {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

export interface FromHelper {
  readonly number: number;
  readonly recorded: Recorded | undefined;
}

export const bytesOf = ({ bytes }: Shared, { at, length }: Pick<Batch, "at" | "length">): Uint8Array =>
  new Uint8Array(bytes, at, length);

/** Offers a batch to all. */
export const offer = ({ waiting }: Shared, { number }: Batch): void =>
  void Atomics.store(new Int32Array(waiting), number % MOST_WAITING, number);

/** True for one of all who ask. */
export const claims = ({ waiting }: Shared, { number }: Batch): boolean =>
  Atomics.compareExchange(new Int32Array(waiting), number % MOST_WAITING, number, TAKEN) === number;

const TAKEN = 0;

import type { LayerLimits } from "../limits.ts";
import type { Body, Recorded } from "./scan-bodies.ts";

/** Bytes of bodies at which a batch is handed over, and of the largest body that is put in one. */
export const BATCH_BYTES = 1024 * 1024;
export const BODY_BYTES = 4 * 1024 * 1024;

export const SLOT_BYTES = BATCH_BYTES + BODY_BYTES;
/** Batches that are filled, wait or are scanned: enough that a slow one keeps neither thread waiting. */
export const SLOTS = 8;

/** Memory of two threads that scan one layer. */
export interface Slots {
  readonly bytes: SharedArrayBuffer;
  /** By slot: the number of the batch that waits for a thread, else 0. Who sets it to 0 scans the batch. */
  readonly waiting: SharedArrayBuffer;
}

/** From the thread that unpacks the layer to the one that helps. */
export type ToHelper =
  | { readonly type: "begin"; readonly slots: Slots; readonly limits: LayerLimits }
  | ({ readonly type: "batch" } & Batch);

export interface Batch {
  /** From 1 on. */
  readonly number: number;
  readonly slot: number;
  /** Bytes. */
  readonly length: number;
  readonly bodies: readonly Body[];
}

export interface FromHelper {
  readonly number: number;
  readonly recorded: Recorded | undefined;
}

/** The bytes of a slot. */
export const slotOf = ({ bytes }: Slots, slot: number): Uint8Array =>
  new Uint8Array(bytes, slot * SLOT_BYTES, SLOT_BYTES);

/** True for one of all who ask. */
export const claims = ({ waiting }: Slots, { slot, number }: Batch): boolean =>
  Atomics.compareExchange(new Int32Array(waiting), slot, number, 0) === number;

import type { Scanner } from "../../domain/finding.ts";
import type { LayerLimits } from "../limits.ts";
import { type Batch, SLOT_BYTES, type Slots, slotOf } from "./batch.ts";
import { type Recorded, scanBodies } from "./scan-bodies.ts";

export interface BatchScan {
  scan(batch: Batch): Promise<Recorded | undefined>;
  /** No more batches. */
  close(): void;
}

interface Scanning {
  readonly slots: Slots;
  readonly scanner: Scanner;
  readonly limits: LayerLimits;
}

/** Scans batches, one after the other, in memory that the scanner searches in place. */
export const createBatchScan = ({ slots, scanner, limits }: Scanning): BatchScan => {
  let memory: Uint8Array | undefined;
  return {
    scan: async (batch) => {
      memory ??= scanner.memory?.lend(SLOT_BYTES) ?? new Uint8Array(SLOT_BYTES);
      memory.set(slotOf(slots, batch.slot).subarray(0, batch.length));
      return await scanBodies(batch.bodies, { memory, scanner, limits });
    },
    close: () => {
      if (memory !== undefined) scanner.memory?.takeBack(memory);
      memory = undefined;
    },
  };
};

import type { Scanner } from "../../domain/finding.ts";
import type { KnownFiles } from "../known/known-files.ts";
import type { LayerLimits } from "../limits.ts";
import { type Batch, bytesOf, MOST_BYTES, type Shared } from "./batch.ts";
import { type Recorded, scanBodies } from "./scan-bodies.ts";

export interface BatchScan {
  scan(batch: Batch): Promise<Recorded | undefined>;
  /** No more batches. */
  close(): void;
}

interface Scanning {
  readonly shared: Shared;
  readonly scanner: Scanner;
  readonly limits: LayerLimits;
  readonly files: KnownFiles | undefined;
}

/** Scans batches, one after the other, in memory that the scanner searches in place. */
export const createBatchScan = ({ shared, scanner, limits, files }: Scanning): BatchScan => {
  let memory: Uint8Array | undefined;
  return {
    scan: async (batch) => {
      memory ??= scanner.memory?.lend(MOST_BYTES) ?? new Uint8Array(MOST_BYTES);
      memory.set(bytesOf(shared, batch));
      return await scanBodies(batch.bodies, { memory, scanner, limits, files });
    },
    close: () => {
      if (memory !== undefined) scanner.memory?.takeBack(memory);
      memory = undefined;
    },
  };
};

import type { Scanner } from "../../domain/finding.ts";
import type { KnownFiles } from "../known/known-files.ts";
import type { LayerLimits } from "../limits.ts";
import { type Batch, bytesOf, MOST_BYTES, type Shared } from "./batch.ts";
import { type Recorded, scanBodies } from "./scan-bodies.ts";
import { createPartScan } from "./scan-parts.ts";

export interface BatchScan {
  /** False for a part of a body whose first part was not scanned here. */
  takes(batch: Batch): boolean;
  /** Undefined: it is to be scanned again, in its turn. A part cannot be. */
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
  const parts = createPartScan(scanner);
  return {
    takes: (batch) => batch.part?.isFirst !== false || parts.isNext(batch),
    scan: async (batch) => {
      memory ??= scanner.memory?.lend(MOST_BYTES) ?? new Uint8Array(MOST_BYTES);
      memory.set(bytesOf(shared, batch));
      if (batch.part === undefined) return await scanBodies(batch.bodies, { memory, scanner, limits, files });
      return await parts.scan(batch, memory);
    },
    close: () => {
      if (memory !== undefined) scanner.memory?.takeBack(memory);
      memory = undefined;
    },
  };
};

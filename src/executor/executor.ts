import type { BlobJob, BlobScan } from "../domain/finding.ts";

/** The whole work on one blob. A failure of the blob is a value; only an abort rejects. */
export type ProcessBlob = (job: BlobJob, signal: AbortSignal) => Promise<BlobScan>;

/** Runs jobs somewhere and yields their results in any order. Jobs and results are plain JSON both ways. */
export type Executor = (
  jobs: Iterable<BlobJob> | AsyncIterable<BlobJob>,
  signal: AbortSignal,
) => AsyncIterable<BlobScan>;

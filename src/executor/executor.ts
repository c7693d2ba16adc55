import type { BlobJob, BlobScan } from "../domain/finding.ts";
import type { Repository } from "../domain/oci.ts";

/** The whole work on one blob. A failure of the blob is a value; only an abort rejects. */
export type ProcessBlob = (job: BlobJob, signal: AbortSignal) => Promise<BlobScan>;

/** Bytes of a blob as one of its holders has them, verified as they pass. */
export type PullBlob = (job: BlobJob, holder: Repository, signal: AbortSignal) => AsyncIterable<Uint8Array>;

/** Runs jobs somewhere and yields their results in any order. Jobs and results are plain JSON both ways. */
export type Executor = (
  jobs: Iterable<BlobJob> | AsyncIterable<BlobJob>,
  signal: AbortSignal,
) => AsyncIterable<BlobScan>;

/** What scans, and is closed when nobody needs it any more; what is under way then is given up. */
export interface BlobPool {
  readonly run: ProcessBlob;
  close(): Promise<void>;
}

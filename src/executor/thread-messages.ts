import type { MessagePort } from "node:worker_threads";
import type { BlobJob, BlobScan } from "../domain/finding.ts";
import type { Repository } from "../domain/oci.ts";

/** Bytes of a message that carries bytes. Smaller ones cost more to hand over than to fill. */
export const PIECE_BYTES = 256 * 1024;
/** Pieces of a stream that are on their way or wait in the thread: what a blob holds of memory before it is read. */
export const PIECES_AHEAD = 4;

/** What a failed pull is known by in the thread; the error itself stays where it happened. */
export interface PullFailure {
  readonly name: string;
  readonly message: string;
}

/** `id` numbers the jobs of a thread, `stream` the pulls that it asks for. */
export type ToThread =
  /** `spare`: fewer blobs are under way than there are threads, so there are cores to unpack beside. */
  | { readonly type: "job"; readonly id: number; readonly job: BlobJob; readonly spare: boolean }
  /** Another thread is at the other end, and helps with the job from now on. */
  | { readonly type: "helper"; readonly id: number; readonly port: MessagePort }
  /** Another thread is at the other end, which is to be helped. */
  | { readonly type: "help"; readonly port: MessagePort }
  | { readonly type: "bytes"; readonly stream: number; readonly bytes: Uint8Array }
  | { readonly type: "end"; readonly stream: number; readonly failure?: PullFailure };

export type FromThread =
  /** It has started, and takes the jobs that wait. */
  | { readonly type: "ready" }
  | { readonly type: "pull"; readonly stream: number; readonly id: number; readonly holder: Repository }
  /** A piece was taken: there is room for one more. */
  | { readonly type: "taken"; readonly stream: number }
  /** Nobody wants the rest. */
  | { readonly type: "leave"; readonly stream: number }
  | { readonly type: "done"; readonly id: number; readonly scan: BlobScan }
  /** It holds more memory than it may, and ends. */
  | { readonly type: "full" };

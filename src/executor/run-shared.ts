import { MessageChannel } from "node:worker_threads";
import type { BlobJob } from "../domain/finding.ts";
import type { PullBlob } from "./executor.ts";
import { sharePull } from "./share-pull.ts";
import type { Outcome, Thread } from "./thread.ts";

/** Bytes as stored of a blob that is worth two threads: each of them unpacks all of it. */
const WORTH_SHARING = 8 * 1024 * 1024;

/** Whether two threads may read a blob: what is more than one document, and has to be pulled. */
export const isShared = ({ kind, blob }: BlobJob): boolean =>
  kind === "layer" && blob.data === undefined && blob.size >= WORTH_SHARING;

interface RunShared {
  readonly pull: PullBlob;
  /** Gives one that has the least to do. */
  readonly threads: () => Thread;
  readonly spare: boolean;
}

/** One blob in two threads. Where anything goes wrong with that, it is to be scanned again in one. */
export async function runShared(job: BlobJob, { pull, threads, spare }: RunShared): Promise<Outcome> {
  const { port1, port2 } = new MessageChannel();
  const posted = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const shared = sharePull(pull, 2);
  const [toFirst = pull, toSecond = pull] = shared.pulls;
  const first = threads();
  const firstRun = first.run(job, { pull: toFirst, spare, share: { role: "first", port: port1, posted } });
  const second = threads();
  const secondRun = second.run(job, { pull: toSecond, spare, share: { role: "second", port: port2, posted } });
  try {
    const [outcome] = await Promise.all([
      firstRun.then((ended) => unlessCrashed(ended, second)),
      secondRun.then((ended) => unlessCrashed(ended, first)),
    ]);
    return "scan" in outcome && outcome.scan.status !== "skipped" ? outcome : AGAIN;
  } finally {
    shared.close();
  }
}

const AGAIN: Outcome = { crash: "not shared", alone: false };

/** The one of two threads that is left waits for the other. */
const unlessCrashed = (outcome: Outcome, other: Thread): Outcome => {
  if ("crash" in outcome) other.abandon();
  return outcome;
};

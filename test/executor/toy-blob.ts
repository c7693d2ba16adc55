import { createHash } from "node:crypto";
import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type MessagePort, threadId } from "node:worker_threads";
import type { BlobJob, BlobScan } from "../../src/domain/finding.ts";
import type { ProcessBlob, PullBlob } from "../../src/executor/executor.ts";
import { PullError } from "../../src/registry/pull-error.ts";

/** Work on a blob that needs no rules: its digest is what was read, and its media type names what goes wrong. */
export const toyBlob =
  (pull: PullBlob, { helper }: { readonly helper?: (job: BlobJob) => MessagePort | undefined } = {}): ProcessBlob =>
  async (job, signal) => {
    const hash = createHash("sha256");
    let bytes = 0;
    const kept: Uint8Array[] = [];
    try {
      for await (const chunk of pull(job, job.holders[0]!, signal)) {
        signal.throwIfAborted();
        hash.update(chunk);
        bytes += chunk.length;
        if (job.blob.mediaType === "keeps") kept.push(chunk);
        if (job.blob.mediaType === "first byte") break;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PullError)) throw error;
      return toyScan(job, { status: "unreachable", reason: error.message });
    }
    await goWrong(job);
    if (job.blob.mediaType === "helped") return toyScan(job, { reason: await helpedBy(() => helper?.(job)) });
    return toyScan(job, { bytes, reason: hash.digest("hex") });
  };

export const toyScan = (job: BlobJob, scan: Partial<BlobScan>): BlobScan => ({
  digest: job.blob.digest,
  kind: job.kind,
  rulesetId: "toy",
  status: "scanned",
  bytes: 0,
  unpackedBytes: 0,
  documents: 0,
  findings: [],
  skips: [{ path: "a\u0000b", reason: "said" }],
  ...scan,
});

/** Who the helper is, or that it has ended. */
async function helpedBy(helper: () => MessagePort | undefined): Promise<string> {
  let port = helper();
  for (; port === undefined; port = helper()) await nextTurn();
  const answered = once(port, "message").then(([id]) => (id === threadId ? "helped by itself" : "helped"));
  port.postMessage("who are you");
  return Promise.race([answered, once(port, "close").then(() => "the helper is gone")]);
}

async function goWrong({ blob }: BlobJob): Promise<void> {
  if (blob.mediaType === "exits") process.exit(3);
  if (blob.mediaType === "throws") setImmediate(() => raise(new RangeError("a secret of the image")));
  if (blob.mediaType === "hogs") for (const held: number[][] = []; ; ) held.push(new Array(10_000).fill(held.length));
  // The thread ends before.
  if (blob.mediaType === "throws" || blob.mediaType === "waits") await new Promise(() => undefined);
}

const raise = (error: Error): never => {
  throw error;
};

import { MessageChannel } from "node:worker_threads";
import type { BlobJob } from "../domain/finding.ts";
import type { Thread } from "./thread.ts";

/** Bytes as stored of a blob that is worth a second thread. */
const WORTH_BYTES = 8 * 1024 * 1024;

export interface Assistance {
  /** A thread begins with a blob. Gives what is to be called when that is over. */
  begin(job: BlobJob, thread: Thread): () => void;
  /** Gives the largest blob that is scanned by one thread alone to another one, when `idle` has one that has nothing to do. */
  assign(idle: () => Thread | undefined): void;
}

interface UnderWay {
  readonly job: BlobJob;
  readonly thread: Thread;
  /** The other thread stops. */
  end?: () => void;
}

/** Whom a thread helps that has no blob of its own: layers have many documents, so two threads can share one. */
export const createAssistance = (): Assistance => {
  const underWay = new Set<UnderWay>();
  return {
    begin: (job, thread) => {
      const one: UnderWay = { job, thread };
      if (job.kind === "layer" && job.blob.data === undefined && job.blob.size >= WORTH_BYTES) underWay.add(one);
      return () => {
        underWay.delete(one);
        one.end?.();
      };
    },
    assign: (idle) => {
      const alone = [...underWay].filter(({ end }) => end === undefined);
      for (const one of alone.sort((a, b) => b.job.blob.size - a.job.blob.size)) {
        const helper = idle();
        if (helper === undefined) return;
        const { port1, port2 } = new MessageChannel();
        one.thread.share(one.job, port1);
        one.end = helper.help(port2);
      }
    },
  };
};

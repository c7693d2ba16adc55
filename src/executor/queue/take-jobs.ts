import { type Job, Queue, UnrecoverableError, WaitingError, Worker } from "bullmq";
import type { ProcessBlob } from "../executor.ts";
import { EVENTS } from "./given-jobs.ts";
import { TRIES } from "./ledger.ts";
import { type QueuedJob, RESULT_CHARACTERS, readMessage } from "./messages.ts";
import { caseKeys, RESULTS } from "./names.ts";
import { sealResult } from "./results.ts";
import type { ServeQueue } from "./serve-queue.ts";
import type { UnderCase } from "./under.ts";

interface TakeJobs
  extends UnderCase,
    Pick<ServeQueue, "concurrency" | "leaseMs" | "graceMs" | "failed" | "watch" | "onNotice"> {
  readonly queue: string;
  /** Id of this worker. */
  readonly worker: string;
  readonly run: ProcessBlob;
}

interface TakenJobs {
  /** Takes no more; what is under way may take its grace, then `giveUp` ends it and it goes back. */
  drain(giveUp: () => Promise<void>): Promise<void>;
}

/** How long Redis is asked for the next job in one call, in s: so long it takes at most to notice that it is gone. */
const ASK_SECONDS = 5;

/** Takes jobs as they come, and gives the results back; a job is over once its result is in Redis. */
export function takeJobs(input: TakeJobs): TakenJobs {
  const { client, caseId, rulesetId, leaseMs, graceMs, watch } = input;
  const { prefix } = caseKeys(caseId);
  const results = new Queue(RESULTS, { connection: client, prefix, ...EVENTS });
  const given = new AbortController();
  const work = async (job: Job, token?: string): Promise<void> => {
    const message = readMessage({ ...input, kind: "job" }, job.data);
    // What nobody with the key of the case has asked for is not done: it could lead this worker anywhere.
    if (message === undefined || message.rulesetId !== rulesetId) throw new UnrecoverableError("refused");
    const giveBack = async (): Promise<never> => {
      await job.moveToWait(token);
      throw new WaitingError();
    };
    // A worker that ends may be woken by the blob that it has just given back.
    if (given.signal.aborted) return giveBack();
    watch.begun();
    const began = performance.now();
    const seconds = (): number => (performance.now() - began) / 1000;
    try {
      const scan = await input.run(message.job, given.signal);
      const envelope = sealed(message, scan, input);
      await results.add("result", envelope, { jobId: message.ticket, removeOnComplete: true, removeOnFail: true });
      watch.ended(scan, seconds());
    } catch (error) {
      watch.ended(undefined, seconds());
      if (!isAbort(error)) throw error;
      await giveBack();
    }
  };
  const worker = new Worker(input.queue, work, {
    connection: client,
    prefix,
    concurrency: input.concurrency,
    lockDuration: leaseMs,
    stalledInterval: leaseMs,
    maxStalledCount: TRIES - 1,
    drainDelay: ASK_SECONDS,
  });
  // The connection says it.
  worker.on("error", () => undefined);
  results.on("error", () => undefined);
  return {
    drain: async (giveUp) => {
      const timer = setTimeout(() => {
        given.abort();
        void giveUp();
      }, graceMs);
      await worker.close();
      clearTimeout(timer);
      await results.close();
    },
  };
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";

const MEBIBYTE = 1024 * 1024;

/** A result that is too large for the queue is the failure of its blob. */
const sealed = ({ ticket, job }: QueuedJob, scan: Awaited<ReturnType<ProcessBlob>>, input: TakeJobs) => {
  const { worker } = input;
  const tooLarge = `what was found takes more than the ${RESULT_CHARACTERS / MEBIBYTE} MiB of a result: an audit without --queue records it`;
  return (
    sealResult({ ticket, worker, scan }, input) ??
    sealResult({ ticket, worker, scan: input.failed(job, tooLarge) }, input)
  );
};

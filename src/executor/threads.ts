import { setImmediate } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import type { BlobJob, BlobScan } from "../domain/finding.ts";
import { createAssistance } from "./assistance.ts";
import type { Executor, ProcessBlob, PullBlob } from "./executor.ts";
import { FULL, type Outcome, startThread, type Thread } from "./thread.ts";
import { unordered } from "./unordered.ts";

export interface ThreadsInput {
  /** Threads at the most. */
  readonly threads: number;
  /** Blobs under way at a time, in all threads. */
  readonly limit: number;
  /** Starts a thread that `serveThread` answers in. */
  readonly start: () => Worker;
  readonly pull: PullBlob;
  /** For what is too little to start threads for. */
  readonly processBlob: ProcessBlob;
  /** What a blob is recorded as that a thread ended over. */
  readonly failed: (job: BlobJob, reason: string) => BlobScan;
  /** Whether a thread that has no blob may help another one with a large layer. */
  readonly shares: boolean;
  /** For messages: `512MB`. */
  readonly maxMemory: string;
  /** Bytes of blobs, as stored, that are scanned in this thread before it is worth to start others. */
  readonly worthBytes?: number;
}

/** About as long as a thread takes to start. */
const WORTH_BYTES = 8 * 1024 * 1024;

/**
 * Whole blobs, each in one of a few threads. This thread pulls: it alone has connections, logins and what registries
 * allow. A thread that ends over a blob fails that blob and is replaced.
 */
export const threadsExecutor = (input: ThreadsInput): Executor =>
  async function* (jobs, signal) {
    const pool = createPool(input);
    const close = (): void => void pool.close();
    signal.addEventListener("abort", close, { once: true });
    try {
      yield* unordered(jobs, { limit: input.limit, run: pool.run }, signal);
    } finally {
      signal.removeEventListener("abort", close);
      await pool.close();
    }
  };

function createPool(input: ThreadsInput): { readonly run: ProcessBlob; close(): Promise<void> } {
  const { start, pull, worthBytes = WORTH_BYTES } = input;
  const threads = new Set<Thread>();
  const lonely = new Set<Thread>();
  let closed = false;
  const begin = (): Thread => {
    if (closed) throw new DOMException("the threads were closed", "AbortError");
    const thread: Thread = startThread({ worker: start(), pull, onCrash: () => threads.delete(thread) });
    threads.add(thread);
    return thread;
  };
  const idlest = (): Thread => {
    const [least] = [...threads].sort((a, b) => a.load() - b.load());
    return least === undefined || (least.load() > 0 && threads.size < input.threads) ? begin() : least;
  };
  const alone = inTurn(async (job: BlobJob): Promise<Outcome> => {
    const thread = begin();
    // Taken out again: nobody else may give it work.
    threads.delete(thread);
    lonely.add(thread);
    return thread.run(job, false).finally(async () => {
      lonely.delete(thread);
      await thread.close();
    });
  });
  let underWay = 0;
  const assistance = createAssistance();
  const free = (): Thread | undefined => {
    if (closed) return undefined;
    const thread = [...threads].find((one) => one.load() === 0 && !one.helps());
    return thread ?? (threads.size < input.threads ? begin() : undefined);
  };
  const assist = (): void => {
    if (input.shares && underWay > 0 && underWay < input.threads) assistance.assign(free);
  };
  const inThreads = async (job: BlobJob): Promise<Outcome> => {
    // All that there is room for has begun by then.
    await setImmediate();
    const thread = idlest();
    const outcome = thread.run(job, underWay + (input.shares ? underWay : 0) < input.threads);
    const end = assistance.begin(job, thread);
    assist();
    return outcome.finally(end);
  };
  let seen = 0;
  const run: ProcessBlob = async (job, signal) => {
    seen += job.blob.size < 0 ? worthBytes : job.blob.size;
    if (threads.size === 0 && seen < worthBytes) return input.processBlob(job, signal);
    underWay++;
    try {
      let outcome = await inThreads(job);
      signal.throwIfAborted();
      if ("crash" in outcome && !outcome.alone) outcome = await alone(job);
      return "scan" in outcome ? outcome.scan : input.failed(job, reasonOf(outcome.crash, input));
    } finally {
      underWay--;
      assist();
    }
  };
  const close = async (): Promise<void> => {
    closed = true;
    await Promise.all([...threads, ...lonely].map(async (thread) => thread.close()));
  };
  return { run, close };
}

/** One after the other. */
const inTurn = <T, R>(run: (item: T) => Promise<R>): ((item: T) => Promise<R>) => {
  let last: Promise<unknown> = Promise.resolve();
  return async (item) => {
    const next = last.then(async () => run(item));
    last = next.catch(() => undefined);
    return next;
  };
};

const reasonOf = (crash: string, { maxMemory }: ThreadsInput): string =>
  crash === FULL
    ? `takes more memory than the ${maxMemory} of a scan thread: not scanned, --max-memory allows more`
    : `the scan thread ended over it (${crash}): please report it`;

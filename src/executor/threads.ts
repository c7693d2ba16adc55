import { setImmediate } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import type { BlobJob, BlobScan } from "../domain/finding.ts";
import { createAssistance } from "./assistance.ts";
import type { BlobPool, Executor, ProcessBlob, PullBlob } from "./executor.ts";
import { inTurn } from "./in-turn.ts";
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
    const pool = startThreads(input);
    const close = (): void => void pool.close();
    signal.addEventListener("abort", close, { once: true });
    try {
      yield* unordered(jobs, { limit: input.limit, run: pool.run }, signal);
    } finally {
      signal.removeEventListener("abort", close);
      await pool.close();
    }
  };

/** Blobs under way when it is closed reject with an AbortError. */
export function startThreads(input: ThreadsInput): BlobPool {
  const { start, pull, shares, worthBytes = WORTH_BYTES } = input;
  const threads = new Set<Thread>();
  const assistance = createAssistance();
  let closed = false;
  let underWay = 0;
  let seen = 0;
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
  const lonely = createLonely(() => {
    const thread = begin();
    // Taken out again: nobody else may give it work.
    threads.delete(thread);
    return thread;
  });
  const assist = (): void => {
    if (shares && !closed && underWay > 0 && underWay < input.threads)
      assistance.assign(() => unusedOf(threads) ?? (threads.size < input.threads ? begin() : undefined));
  };
  const inThreads = async (job: BlobJob): Promise<Outcome> => {
    // All that there is room for has begun by then.
    await setImmediate();
    const thread = idlest();
    const outcome = thread.run(job, (shares ? 2 : 1) * underWay < input.threads);
    const end = assistance.begin(job, thread);
    assist();
    return outcome.finally(end);
  };
  const run: ProcessBlob = async (job, signal) => {
    seen += job.blob.size < 0 ? worthBytes : job.blob.size;
    if (threads.size === 0 && seen < worthBytes) return input.processBlob(job, signal);
    underWay++;
    try {
      let outcome = await inThreads(job);
      signal.throwIfAborted();
      if ("crash" in outcome && !outcome.alone) outcome = await lonely.run(job);
      return "scan" in outcome ? outcome.scan : input.failed(job, reasonOf(outcome.crash, input));
    } finally {
      underWay--;
      assist();
    }
  };
  return {
    run,
    close: async () => {
      closed = true;
      await Promise.all([...threads, lonely].map(async (thread) => thread.close()));
    },
  };
}

/** One blob after the other, each in a thread of its own. */
const createLonely = (begin: () => Thread) => {
  let thread: Thread | undefined;
  return {
    run: inTurn(async (job: BlobJob): Promise<Outcome> => {
      const own = begin();
      thread = own;
      return own.run(job, false).finally(async () => own.close());
    }),
    close: async () => thread?.close(),
  };
};

const unusedOf = (threads: ReadonlySet<Thread>): Thread | undefined =>
  [...threads].find((thread) => thread.load() === 0 && !thread.helps());

const reasonOf = (crash: string, { maxMemory }: ThreadsInput): string =>
  crash === FULL
    ? `takes more memory than the ${maxMemory} of a scan thread: not scanned, --max-memory allows more`
    : `the scan thread ended over it (${crash}): please report it`;

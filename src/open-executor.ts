import { availableParallelism } from "node:os";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { failedScan } from "./audit/process-blob.ts";
import type { Config } from "./config.ts";
import type { BlobPool, Executor, ProcessBlob, PullBlob } from "./executor/executor.ts";
import { inlineExecutor } from "./executor/inline.ts";
import { startThreads, type ThreadsInput, threadsExecutor } from "./executor/threads.ts";
import type { KnownMemory } from "./layer/known/known-files.ts";

/** What a scan thread is told once. It gets no credentials: it asks this thread for bytes. */
export interface ThreadData {
  readonly settings: Pick<Config, "rules" | "seal">;
  /** Of the case. */
  readonly key: Uint8Array;
  /** Fingerprints of what is sealed already. */
  readonly sealed: readonly string[];
  /** Bytes that the thread may hold. */
  readonly memory: number;
  /** Of files, for all threads. */
  readonly known: KnownMemory;
}

interface OpenExecutor {
  readonly config: Config;
  readonly rulesetId: string;
  readonly pull: PullBlob;
  /** The work on one blob in this thread. */
  readonly processBlob: ProcessBlob;
  readonly key: Uint8Array;
  readonly sealed: readonly string[];
  readonly known: KnownMemory;
}

/** More would wait for each other's pulls. */
const MOST_THREADS = 8;
const MEBIBYTE = 1024 * 1024;
/**
 * Of objects that were made lately in a thread. V8 takes 48 MiB, and powers of two of it: a quarter costs 2 % of the time, and two
 * threads hold 70 MiB less.
 */
const YOUNG_MEBIBYTES = 12;

export function openExecutor(open: OpenExecutor): Executor {
  const input = threadsInput(open);
  return input === undefined
    ? inlineExecutor(open.processBlob, { limit: open.config.concurrency })
    : threadsExecutor(input);
}

/** The same work, blob by blob as they are handed in. */
export function openPool(open: OpenExecutor): BlobPool {
  const input = threadsInput(open);
  if (input !== undefined) return startThreads(input);
  const closed = new AbortController();
  return {
    run: async (job, signal) => open.processBlob(job, AbortSignal.any([signal, closed.signal])),
    close: async () => closed.abort(),
  };
}

/** Undefined: one thread, this one, does all. */
function threadsInput({
  config,
  rulesetId,
  pull,
  processBlob,
  key,
  sealed,
  known,
}: OpenExecutor): ThreadsInput | undefined {
  const limit = config.concurrency;
  const threads = Math.min(config.threads ?? Math.min(availableParallelism(), MOST_THREADS), limit);
  if (threads === 1 || !IS_BUILT) return undefined;
  const { maxMemory, rules, seal } = config;
  const memory = memoryBytes(maxMemory);
  const workerData: ThreadData = { settings: { rules, seal }, key, sealed, memory, known };
  const resourceLimits = {
    maxOldGenerationSizeMb: Math.floor(memory / MEBIBYTE),
    maxYoungGenerationSizeMb: YOUNG_MEBIBYTES,
  };
  return {
    threads,
    limit,
    start: () => new Worker(ENTRY, { workerData, resourceLimits }),
    pull,
    processBlob,
    failed: (job, reason) => failedScan(job, { rulesetId, status: "skipped", reason }),
    // What is sealed has its value where it was found.
    shares: seal.length === 0,
    maxMemory,
  };
}

const ENTRY = new URL("./worker.js", import.meta.url);
/** Node 20 reads no TypeScript in a thread, whoever reads it in this one: what runs from its sources starts none. */
const IS_BUILT = extname(import.meta.url) === ".js";

/** `512MB`, `2GB`: binary, as memory is. */
const memoryBytes = (text: string): number => Number.parseInt(text, 10) * (/g/i.test(text) ? 1024 : 1) * MEBIBYTE;

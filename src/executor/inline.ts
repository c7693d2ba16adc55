import type { Executor, ProcessBlob } from "./executor.ts";
import { unordered } from "./unordered.ts";

/** In this thread: pulls overlap, scanning takes turns. */
export const inlineExecutor =
  (processBlob: ProcessBlob, { limit }: { readonly limit: number }): Executor =>
  (jobs, signal) =>
    unordered(jobs, { limit, run: processBlob }, signal);

import { Worker } from "bullmq";
import { caseKeys, RESULTS } from "./names.ts";
import { openResult, type Refusal, type Result } from "./results.ts";
import type { UnderCase } from "./under.ts";

interface OpenInbox extends UnderCase {
  /** Resolves when the result is recorded, or not wanted; until then it stands in Redis. */
  readonly onResult: (result: Result) => Promise<void>;
  readonly onRefused: (refusal: Refusal) => void;
}

/** Results that wait to be recorded at a time, so that Redis is asked for the next while one is written. */
const AHEAD = 16;
/** What was taken by a coordinator that died comes again after that long, in ms. */
const LOCK_MS = 15_000;
/** However often coordinators die: a result is good. */
const FOR_EVER = Number.MAX_SAFE_INTEGER;

/** Takes the results of workers. Gives what closes it, which does not wait for what is not recorded. */
export function openInbox(input: OpenInbox): () => Promise<void> {
  const worker = new Worker(
    RESULTS,
    async ({ data }) => {
      const result = openResult(data, input);
      if (typeof result === "string") input.onRefused(result);
      else await input.onResult(result);
    },
    {
      connection: input.client,
      prefix: caseKeys(input.caseId).prefix,
      concurrency: AHEAD,
      lockDuration: LOCK_MS,
      stalledInterval: LOCK_MS,
      maxStalledCount: FOR_EVER,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  worker.on("error", () => undefined);
  return async () => worker.close(true);
}

import { WaitingError, Worker } from "bullmq";
import { caseKeys, RESULTS } from "./names.ts";
import { openResult, type Refusal, type Result } from "./results.ts";
import type { UnderCase } from "./under.ts";

interface OpenInbox extends UnderCase {
  /** `taken`: it is recorded, or not wanted; until then it stands in Redis. */
  readonly onResult: (result: Result, taken: () => void) => void;
  readonly onRefused: (refusal: Refusal) => void;
}

/** Results that wait to be recorded at a time, so that Redis is asked for the next while one is written. */
const AHEAD = 16;
/** What was taken by a coordinator that died comes again after that long, in ms. */
export const LOCK_MS = 15_000;
/** However often coordinators die: a result is good. */
const FOR_EVER = Number.MAX_SAFE_INTEGER;

/** Takes the results of workers. Gives what closes it: what is not recorded then stays for the next coordinator. */
export function openInbox(input: OpenInbox): () => Promise<void> {
  /** Of each result that is not recorded yet. A race with a promise of the end would leave a trace of each there. */
  const waiting = new Set<(isTaken: boolean) => void>();
  let closed = false;
  const recorded = async (result: Result): Promise<boolean> => {
    // What comes while it is being closed goes back too.
    if (closed) return false;
    let settle = (_: boolean): void => undefined;
    const isTaken = await new Promise<boolean>((resolve) => {
      settle = resolve;
      waiting.add(resolve);
      input.onResult(result, () => resolve(true));
    });
    waiting.delete(settle);
    return isTaken;
  };
  const worker = new Worker(
    RESULTS,
    async (job, token) => {
      const result = openResult(job.data, input);
      if (typeof result === "string") return input.onRefused(result);
      if (await recorded(result)) return;
      await job.moveToWait(token);
      throw new WaitingError();
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
  return async () => {
    closed = true;
    for (const settle of waiting) settle(false);
    await worker.close();
  };
}

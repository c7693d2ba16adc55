import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { BlobJob, BlobScan } from "../../domain/finding.ts";
import type { Executor, ProcessBlob } from "../executor.ts";
import { inTurn } from "../in-turn.ts";
import { announce } from "./announce.ts";
import { createDeliveries, type Deliveries } from "./deliveries.ts";
import { openGivenJobs } from "./given-jobs.ts";
import { LOCK_MS, openInbox } from "./inbox.ts";
import type { Labels } from "./labels.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { PROTOCOL } from "./messages.ts";
import { countRefusals } from "./refusals.ts";
import { startRounds } from "./rounds.ts";
import type { UnderCase } from "./under.ts";

export interface QueueExecutorInput extends UnderCase {
  /** Version of exhume: workers must be of the same. */
  readonly tool: string;
  /** Age recipients to whom workers encrypt values. */
  readonly seal: readonly string[];
  /** What only this machine can read is scanned here. */
  readonly isRemote: (registry: string) => boolean;
  readonly processBlob: ProcessBlob;
  /** What a registry is known by to workers. */
  readonly labelsOf: (registry: string) => Labels;
  /** Of a blob that no worker brought to an end. */
  readonly failed: (job: BlobJob, reason: string) => BlobScan;
  readonly onNotice: (text: string) => void;
  /** Jobs taken and not yet recorded, at the most. */
  readonly room?: number;
}

export interface QueueExecutor {
  readonly execute: Executor;
  /** Results that were not taken, by why; see results.ts. */
  refused(): Readonly<Record<string, number>>;
  /** `ended`: all is done, and nothing is left in Redis. Else workers finish what they have, and the next audit takes it. */
  close(ended: boolean): Promise<void>;
}

/** Enough that a worker in every place finds a job that it serves, in memory of a few MB. */
const ROOM = 5000;
/** Redis may be gone when all is to be closed. */
const CLOSE_MS = 5000;

/**
 * Whole blobs, each by a worker somewhere. Redis holds a window of jobs and no more results than that, so who records
 * slowly makes the workers wait; what it loses is given out again.
 */
export async function openQueueExecutor(input: QueueExecutorInput): Promise<QueueExecutor> {
  const nonce = randomBytes(16).toString("hex");
  const since = performance.now();
  const deliveries = createDeliveries();
  const ledger = createLedger(input.failed);
  const jobs = openGivenJobs(input);
  const refusals = countRefusals(input.onNotice);
  const { caseId, tool, rulesetId, seal } = input;
  const announcing = announce(input, { protocol: PROTOCOL, caseId, tool, rulesetId, seal: [...seal], nonce });
  ledger.inherit(await jobs.inherited());
  await announcing.repeat();
  const closeInbox = openInbox({
    ...input,
    onRefused: refusals.count,
    onResult: (result, taken) => {
      const answer = ledger.answer(result, taken);
      if (answer !== "late") return deliveries.add(answer);
      refusals.count("late");
      taken();
    },
  });
  const rounds = startRounds({ ...input, nonce, ledger, jobs, deliveries, announcing, refusals });
  return {
    execute: (given, signal) => execute({ given, ledger, deliveries, deal: rounds.deal, input, since }, signal),
    refused: refusals.counts,
    close: async (ended) => {
      const end = async (): Promise<void> => {
        await rounds.stop();
        await announcing.stop(ended);
        await closeInbox();
        if (ended) await jobs.remove();
        await jobs.close();
      };
      await Promise.race([end(), pause(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}

interface Execute {
  readonly given: Iterable<BlobJob> | AsyncIterable<BlobJob>;
  readonly ledger: Ledger;
  readonly deliveries: Deliveries;
  readonly deal: () => Promise<void>;
  readonly input: QueueExecutorInput;
  /** When the queue was opened, in ms of `performance.now()`. */
  readonly since: number;
}

async function* execute(
  { given, ledger, deliveries, deal, input, since }: Execute,
  signal: AbortSignal,
): AsyncGenerator<BlobScan> {
  const { room = ROOM } = input;
  const iterator = Symbol.asyncIterator in given ? given[Symbol.asyncIterator]() : given[Symbol.iterator]();
  const here = inTurn(async (job: BlobJob) => input.processBlob(job, signal));
  let open = 0;
  let exhausted = false;
  signal.addEventListener("abort", deliveries.wake);
  try {
    // What was scanned for a coordinator that is gone comes again once its lock has run out.
    while (ledger.expected() > 0 && performance.now() - since < 2 * LOCK_MS && !signal.aborted) await deliveries.wait();
    for (;;) {
      signal.throwIfAborted();
      while (!exhausted && open < room && deliveries.count() === 0) {
        const next = await iterator.next();
        if (next.done) exhausted = true;
        else {
          open++;
          if (isForWorkers(next.value, input)) deliveries.add(ledger.offer(next.value));
          else here(next.value).then((scan) => deliveries.add({ scan, taken: nothing }), deliveries.fail);
        }
      }
      await deal();
      for (let next = deliveries.take(); next !== undefined; next = deliveries.take()) {
        open--;
        yield next.scan;
        next.taken();
      }
      if (exhausted && open === 0) return;
      await deliveries.wait();
    }
  } finally {
    signal.removeEventListener("abort", deliveries.wake);
    await iterator.return?.();
  }
}

const nothing = (): void => undefined;

/** A blob whose bytes are at hand, or that nobody holds, takes no worker. */
const isForWorkers = ({ blob, holders }: BlobJob, { isRemote }: QueueExecutorInput): boolean =>
  blob.data === undefined && holders.length > 0 && holders.every(({ registry }) => isRemote(registry));

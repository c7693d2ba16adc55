import { randomBytes } from "node:crypto";
import type { PullBlob } from "../../../src/executor/executor.ts";
import { parseQueueAddress } from "../../../src/executor/queue/address.ts";
import { createAuthentic } from "../../../src/executor/queue/authentic.ts";
import { connectQueue } from "../../../src/executor/queue/connect.ts";
import { type LabelSets, parseLabelSets } from "../../../src/executor/queue/labels.ts";
import { caseKeys } from "../../../src/executor/queue/names.ts";
import { openQueueExecutor, type QueueExecutor } from "../../../src/executor/queue/queue-executor.ts";
import { serveQueue } from "../../../src/executor/queue/serve-queue.ts";
import type { RedisServer } from "../../support/redis.ts";
import { toyBlob, toyScan } from "../toy-blob.ts";

export const TOY_KEY = Buffer.alloc(32, "a key of the tests");
const nothing = (): void => undefined;

interface ToyWorker {
  /** Rejects with what ended it before. */
  end(): Promise<void>;
  readonly ended: Promise<void>;
  /** It says that there is no audit yet. */
  readonly waits: Promise<void>;
}

export interface ToyQueue {
  readonly executor: QueueExecutor;
  readonly caseId: string;
  readonly notices: readonly string[];
  /** Results that were not taken, by why. */
  refused(): Readonly<Record<string, number>>;
  /** Names of the queues that had jobs. */
  queues(): Promise<readonly string[]>;
  /** Starts a worker in this process that runs `toyBlob`. */
  work(pull: PullBlob, options?: ToyWorkerOptions): Promise<ToyWorker>;
  close(ended: boolean): Promise<void>;
}

interface ToyWorkerOptions {
  readonly labels?: string;
  readonly key?: Uint8Array;
  readonly tool?: string;
  readonly rulesetId?: string;
  readonly graceMs?: number;
  readonly concurrency?: number;
  readonly once?: boolean;
}

interface OpenToyQueue {
  readonly room?: number;
  readonly caseId?: string;
}

/** A coordinator of a case of its own, and workers, in this process; they share nothing but Redis. */
export async function openToyQueue(
  redis: Pick<RedisServer, "url">,
  { room, caseId }: OpenToyQueue = {},
): Promise<ToyQueue> {
  const id = caseId ?? randomBytes(6).toString("hex");
  const notices: string[] = [];
  const address = parseQueueAddress(redis.url);
  const { client, close } = await connectQueue({ address, onNotice: (text) => notices.push(text) });
  const executor = await openQueueExecutor({
    client,
    caseId: id,
    rulesetId: "toy",
    authentic: createAuthentic(TOY_KEY),
    tool: "1.0.0",
    seal: [],
    isRemote: (registry) => registry !== "here",
    processBlob: async (job) => toyScan(job, { reason: "scanned here" }),
    labelsOf: (registry) => ({ registry }),
    failed: (job, reason) => toyScan(job, { status: "unreachable", reason }),
    onNotice: (text) => notices.push(text),
    ...(room === undefined ? {} : { room }),
  });
  return {
    executor,
    caseId: id,
    notices,
    refused: executor.refused,
    queues: async () => client.smembers(caseKeys(id).queues),
    work: async (pull, options) => startToyWorker({ redis, caseId: id, pull, ...options }),
    close: async (ended) => {
      await executor.close(ended);
      await close();
    },
  };
}

interface StartToyWorker extends ToyWorkerOptions {
  readonly redis: Pick<RedisServer, "url">;
  readonly caseId: string;
  readonly pull: PullBlob;
}

async function startToyWorker({ redis, caseId, pull, ...options }: StartToyWorker): Promise<ToyWorker> {
  const { key = TOY_KEY, labels = "", tool = "1.0.0", rulesetId = "toy", concurrency = LIMIT, once = false } = options;
  const { client, close } = await connectQueue({ address: parseQueueAddress(redis.url), onNotice: nothing });
  const controller = new AbortController();
  let tell = nothing;
  const waits = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const ended = serveQueue(
    {
      client,
      caseId,
      authentic: createAuthentic(key),
      tool,
      rulesetId,
      labels: parseLabelSets(labels) as LabelSets,
      concurrency,
      once,
      host: "here",
      leaseMs: 2000,
      graceMs: options.graceMs ?? 0,
      open: async () => ({ run: toyBlob(pull), close: async () => undefined }),
      failed: (job, reason) => toyScan(job, { status: "skipped", reason }),
      watch: { joined: nothing, begun: nothing, ended: nothing },
      onNotice: () => tell(),
    },
    controller.signal,
  ).finally(close);
  ended.catch(nothing);
  return {
    ended,
    waits,
    end: async () => {
      controller.abort();
      await ended;
    },
  };
}

const LIMIT = 3;

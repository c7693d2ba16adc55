import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Scanner } from "../../domain/finding.ts";
import type { KnownFiles } from "../known/known-files.ts";
import type { LayerLimits } from "../limits.ts";
import {
  type Batch,
  bytesOf,
  claims,
  type FromHelper,
  MOST_BYTES,
  MOST_WAITING,
  offer,
  SHARED_BYTES,
  type Shared,
  type ToHelper,
} from "./batch.ts";
import { createBatchScan } from "./batch-scan.ts";
import type { Recorded } from "./scan-bodies.ts";

/** Batches that two threads scan: the helper those at the front, this one whatever nobody has begun when there is no room. */
export interface BatchQueue<T extends Filled> {
  /** Where the next batch is to be put, as large as one may be. */
  memory(): Uint8Array;
  /** A batch is there. Resolves when there is room for another one. */
  hand(filled: T): Promise<void>;
  /** Resolves when all are merged. */
  drain(): Promise<void>;
  close(): void;
}

interface Filled extends Pick<Batch, "length" | "bodies" | "part"> {}

interface QueueOf<T> {
  readonly port: MessagePort;
  readonly scanner: Scanner;
  readonly limits: LayerLimits;
  readonly files: KnownFiles | undefined;
  /** Called in the order of the layer. `recorded` is undefined where the bodies are to be scanned in their turn. */
  readonly merge: (filled: T, scanned: Scanned) => Promise<void>;
}

export interface Scanned {
  readonly recorded: Recorded | undefined;
  readonly memory: Uint8Array;
}

interface Queued<T> {
  readonly filled: T;
  readonly batch: Batch;
  result?: { readonly recorded: Recorded | undefined };
}

export const createBatchQueue = <T extends Filled>({ port, merge, ...scanning }: QueueOf<T>): BatchQueue<T> => {
  const shared: Shared = {
    bytes: new SharedArrayBuffer(SHARED_BYTES),
    waiting: new SharedArrayBuffer(MOST_WAITING * Int32Array.BYTES_PER_ELEMENT),
  };
  const own = createBatchScan({ shared, ...scanning });
  const queue: Queued<T>[] = [];
  let head = 0;
  /** Batches leave in the order in which they came, so what is free is behind the newest and before the oldest. */
  const place = (): number | undefined => {
    const oldest = queue[0]?.batch.at;
    if (queue.length >= MOST_WAITING) return undefined;
    if (oldest === undefined) return 0;
    if (head < oldest) return oldest - head > MOST_BYTES ? head : undefined;
    if (SHARED_BYTES - head >= MOST_BYTES) return head;
    return oldest > MOST_BYTES ? 0 : undefined;
  };
  const helper = listen(port, ({ number, recorded }) => {
    const queued = queue.find(({ batch }) => batch.number === number);
    if (queued !== undefined) queued.result = { recorded };
  });
  let count = 0;
  port.postMessage({ type: "begin", shared, limits: scanning.limits } satisfies ToHelper);

  const first = async (): Promise<void> => {
    const [{ filled, batch, result }] = queue as [Queued<T>];
    await merge(filled, { recorded: result?.recorded, memory: bytesOf(shared, batch) });
    queue.shift();
  };
  /** Merges the first batch, or scans one, or waits for the helper. */
  const step = async (): Promise<void> => {
    helper.poll();
    if (queue[0]?.result !== undefined) return await first();
    const next = queue.find(({ batch, result }) => result === undefined && own.takes(batch) && claims(shared, batch));
    if (next !== undefined) next.result = { recorded: await own.scan(next.batch) };
    else if (helper.isGone()) for (const queued of queue) queued.result ??= { recorded: undefined };
    else await helper.next();
  };
  return {
    memory: () => bytesOf(shared, { at: place() ?? 0, length: MOST_BYTES }),
    hand: async (filled) => {
      const { length, bodies, part } = filled;
      const batch: Batch = { number: ++count, at: place() ?? 0, length, bodies, ...(part && { part }) };
      head = batch.at + batch.length;
      queue.push({ filled, batch });
      offer(shared, batch);
      port.postMessage({ type: "batch", ...batch } satisfies ToHelper);
      helper.poll();
      while (queue[0]?.result !== undefined) await first();
      while (place() === undefined) await step();
    },
    drain: async () => {
      while (queue.length > 0) await step();
    },
    close: () => {
      own.close();
      port.close();
    },
  };
};

/** Answers come by events, and are looked for where this thread gives events no time. */
const listen = (port: MessagePort, take: (answer: FromHelper) => void) => {
  let gone = false;
  let wake = (): void => undefined;
  port.on("message", (answer: FromHelper) => {
    take(answer);
    wake();
  });
  port.on("close", () => {
    gone = true;
    wake();
  });
  return {
    isGone: () => gone,
    poll: (): void => {
      for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) take(got.message);
    },
    next: async (): Promise<void> =>
      new Promise((resolve) => {
        wake = resolve;
      }),
  };
};

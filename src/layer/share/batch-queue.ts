import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Scanner } from "../../domain/finding.ts";
import type { LayerLimits } from "../limits.ts";
import { type Batch, claims, type FromHelper, SLOT_BYTES, SLOTS, type Slots, slotOf, type ToHelper } from "./batch.ts";
import { createBatchScan } from "./batch-scan.ts";
import type { Recorded } from "./scan-bodies.ts";

/** Batches that two threads scan: the helper those at the front, this one whatever nobody has begun when no slot is free. */
export interface BatchQueue<T extends Filled> {
  /** Of the slot that is to be filled. */
  memory(): Uint8Array;
  /** The slot is filled. Resolves when there is another one. */
  hand(filled: T): Promise<void>;
  /** Resolves when all are merged. */
  drain(): Promise<void>;
  close(): void;
}

interface Filled extends Pick<Batch, "length" | "bodies"> {}

interface QueueOf<T> {
  readonly port: MessagePort;
  readonly scanner: Scanner;
  readonly limits: LayerLimits;
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

export const createBatchQueue = <T extends Filled>({ port, scanner, limits, merge }: QueueOf<T>): BatchQueue<T> => {
  const slots: Slots = {
    bytes: new SharedArrayBuffer(SLOTS * SLOT_BYTES),
    waiting: new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT),
  };
  const waiting = new Int32Array(slots.waiting);
  const own = createBatchScan({ slots, scanner, limits });
  const free = Array.from({ length: SLOTS }, (_, slot) => slot);
  const queue: Queued<T>[] = [];
  const helper = listen(port, ({ number, recorded }) => {
    const queued = queue.find(({ batch }) => batch.number === number);
    if (queued !== undefined) queued.result = { recorded };
  });
  let count = 0;
  port.postMessage({ type: "begin", slots, limits } satisfies ToHelper);

  const first = async ({ filled, batch, result }: Queued<T>): Promise<void> => {
    await merge(filled, { recorded: result?.recorded, memory: slotOf(slots, batch.slot) });
    free.push(batch.slot);
  };
  /** Merges the first batch, or scans one, or waits for the helper. */
  const step = async (): Promise<void> => {
    helper.poll();
    if (queue[0]?.result !== undefined) return await first(queue.shift() as Queued<T>);
    const next = queue.find(({ batch, result }) => result === undefined && claims(slots, batch));
    if (next !== undefined) next.result = { recorded: await own.scan(next.batch) };
    else if (helper.isGone()) for (const queued of queue) queued.result ??= { recorded: undefined };
    else await helper.next();
  };
  return {
    memory: () => slotOf(slots, free[0] ?? 0),
    hand: async (filled) => {
      const batch = { number: ++count, slot: free.shift() ?? 0, length: filled.length, bodies: filled.bodies };
      queue.push({ filled, batch });
      Atomics.store(waiting, batch.slot, batch.number);
      port.postMessage({ type: "batch", ...batch } satisfies ToHelper);
      helper.poll();
      while (queue[0]?.result !== undefined) await first(queue.shift() as Queued<T>);
      while (free.length === 0) await step();
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

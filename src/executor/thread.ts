import type { MessagePort, Worker } from "node:worker_threads";
import type { BlobJob, BlobScan } from "../domain/finding.ts";
import type { PullBlob } from "./executor.ts";
import { type Sending, sendBytes } from "./send-bytes.ts";
import type { FromThread, ToThread } from "./thread-messages.ts";

/** `crash`: the thread ended over it, `full` for want of memory, else the name of the error; `alone`: nothing else was under way in it. */
export type Outcome = { readonly scan: BlobScan } | { readonly crash: string; readonly alone: boolean };

/** One thread that scans. It speaks to no registry: what it reads is pulled here. */
export interface Thread {
  /** Blobs under way. */
  load(): number;
  /** Rejects when the thread is closed over it. `spare`: a core has nothing to do. */
  run(job: BlobJob, spare: boolean): Promise<Outcome>;
  /** A thread at the other end helps with a job that is under way. */
  share(job: BlobJob, port: MessagePort): void;
  /** Helps with a job of the thread at the other end. Gives what is to be called when that is over. */
  help(port: MessagePort): () => void;
  /** Whether it helps. */
  helps(): boolean;
  close(): Promise<void>;
}

interface StartThread {
  readonly worker: Worker;
  readonly pull: PullBlob;
  /** It has ended by itself, and takes no more jobs. */
  readonly onCrash: () => void;
}

interface Running {
  readonly job: BlobJob;
  readonly settle: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

export const FULL = "full";

export function startThread({ worker, pull, onCrash }: StartThread): Thread {
  const running = new Map<number, Running>();
  const pulls = pullsFor(worker, { pull, job: (id) => running.get(id)?.job });
  let count = 0;
  let helping = 0;
  let ready = false;
  let crash: string | undefined;
  let closed = false;
  worker.on("message", (message: FromThread) => {
    if (message.type === "ready") ready = true;
    else if (message.type === "full") crash = FULL;
    else if (message.type !== "done") pulls.answer(message);
    else {
      running.get(message.id)?.settle({ scan: message.scan });
      running.delete(message.id);
    }
  });
  let failure: Error | undefined;
  worker.on("error", (error) => {
    crash ??= isMemory(error) ? FULL : error.name;
    failure = error;
  });
  worker.on("exit", (code) => {
    pulls.end();
    const alone = running.size === 1 && helping === 0;
    for (const { settle, reject } of running.values())
      if (closed) reject(new DOMException("the thread was closed", "AbortError"));
      else if (!ready && crash !== FULL) reject(new Error("a scan thread did not start", { cause: failure }));
      else settle({ crash: crash ?? `exit code ${code}`, alone });
    running.clear();
    if (!closed) onCrash();
  });
  return {
    load: () => running.size,
    run: async (job, spare) => {
      const id = count++;
      const outcome = new Promise<Outcome>((settle, reject) => running.set(id, { job, settle, reject }));
      worker.postMessage({ type: "job", id, job, spare } satisfies ToThread);
      return outcome;
    },
    share: (job, port) => {
      const [id] = [...running].find(([, one]) => one.job === job) ?? [];
      if (id === undefined) port.close();
      else worker.postMessage({ type: "helper", id, port } satisfies ToThread, [port]);
    },
    help: (port) => {
      helping++;
      worker.postMessage({ type: "help", port } satisfies ToThread, [port]);
      return () => void helping--;
    },
    helps: () => helping > 0,
    close: async () => {
      closed = true;
      await worker.terminate();
    },
  };
}

/** Of node: the limits of a worker, worker_threads `resourceLimits`. */
const isMemory = (error: Error): boolean => "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";

type Asked = Exclude<FromThread, { readonly type: "ready" | "done" | "full" }>;

/** The pulls that a thread asks for. */
function pullsFor(
  worker: Worker,
  { pull, job }: { readonly pull: PullBlob; readonly job: (id: number) => BlobJob | undefined },
): { answer(message: Asked): void; end(): void } {
  const under = new Map<number, { readonly sending: Sending; readonly left: AbortController }>();
  const post = (message: ToThread, transfer: readonly ArrayBuffer[]): void => {
    if (message.type === "end") under.delete(message.stream);
    worker.postMessage(message, transfer);
  };
  const leave = (stream: number): void => {
    under.get(stream)?.left.abort();
    under.get(stream)?.sending.leave();
  };
  const begin = ({ stream, id, holder }: Extract<Asked, { readonly type: "pull" }>): void => {
    const wanted = job(id);
    if (wanted === undefined) return;
    const left = new AbortController();
    const bytes = pull(wanted, holder, left.signal);
    under.set(stream, { sending: sendBytes({ stream, bytes, size: wanted.blob.size, post }), left });
  };
  return {
    answer: (message) => {
      if (message.type === "pull") begin(message);
      else if (message.type === "taken") under.get(message.stream)?.sending.taken();
      else leave(message.stream);
    },
    end: () => {
      for (const stream of [...under.keys()]) leave(stream);
    },
  };
}

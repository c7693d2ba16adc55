import type { MessagePort } from "node:worker_threads";
import type { BlobJob } from "../domain/finding.ts";
import type { Repository } from "../domain/oci.ts";
import type { ProcessBlob, PullBlob } from "./executor.ts";
import { type Received, receiveBytes } from "./receive-bytes.ts";
import type { FromThread, PullFailure, ToThread } from "./thread-messages.ts";

interface ServeThread {
  readonly port: MessagePort;
  readonly processBlob: (pull: PullBlob, asked: Asked) => ProcessBlob;
  /** Helps the thread at the other end, until that closes the port. */
  readonly help: (port: MessagePort) => void;
  /** Makes the error of a pull anew that failed in the other thread. */
  readonly pullError: (failure: PullFailure) => Error;
  /** Asked whenever bytes come in. True: this thread holds more memory than it may, and ends. */
  readonly isFull: () => boolean;
}

interface Asked {
  /** Whether a core had nothing to do when the newest job came. */
  isSpare(): boolean;
  /** Once a thread helps with the job, the way to it; it is given once. */
  helper(job: BlobJob): MessagePort | undefined;
}

/** In a thread: runs the jobs that come in, and asks for their bytes. It ends when it is closed from outside. */
export function serveThread({ port, processBlob, help, pullError, isFull }: ServeThread): void {
  const post = (message: FromThread): void => port.postMessage(message);
  const streams = new Map<number, Received>();
  const ids = new Map<BlobJob, number>();
  let count = 0;
  const pull = (job: BlobJob, holder: Repository): AsyncIterable<Uint8Array> => {
    const stream = count++;
    const received = receiveBytes({
      onTaken: () => post({ type: "taken", stream }),
      onLeft: () => post({ type: "leave", stream }),
    });
    streams.set(stream, received);
    post({ type: "pull", stream, id: ids.get(job) ?? -1, holder });
    return received.bytes;
  };
  let spare = false;
  const helpers = new Map<number, MessagePort>();
  const helper = (job: BlobJob): MessagePort | undefined => {
    if (helpers.size === 0) return undefined;
    const id = ids.get(job) ?? -1;
    const found = helpers.get(id);
    helpers.delete(id);
    return found;
  };
  const run = processBlob(pull, { isSpare: () => spare, helper });
  const never = new AbortController().signal;
  const work = async (id: number, job: BlobJob): Promise<void> => {
    ids.set(job, id);
    const scan = await run(job, never);
    helper(job)?.close();
    ids.delete(job);
    post({ type: "done", id, scan });
  };
  port.on("message", (message: ToThread) => {
    if (message.type === "job") {
      spare = message.spare;
      return void work(message.id, message.job);
    }
    if (message.type === "help") return help(message.port);
    if (message.type === "helper") {
      if (![...ids.values()].includes(message.id)) return message.port.close();
      return void helpers.set(message.id, message.port);
    }
    const received = streams.get(message.stream);
    if (message.type === "end") {
      streams.delete(message.stream);
      return received?.end(message.failure && pullError(message.failure));
    }
    received?.push(message.bytes);
    if (!isFull()) return;
    post({ type: "full" });
    process.exit();
  });
  post({ type: "ready" });
}

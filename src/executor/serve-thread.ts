import type { MessagePort } from "node:worker_threads";
import type { BlobJob } from "../domain/finding.ts";
import type { Repository } from "../domain/oci.ts";
import type { ProcessBlob, PullBlob } from "./executor.ts";
import { type Received, receiveBytes } from "./receive-bytes.ts";
import type { FromThread, PullFailure, ToThread } from "./thread-messages.ts";

interface ServeThread {
  readonly port: MessagePort;
  /** `isSpare`: whether a core had nothing to do when the newest job came. */
  readonly processBlob: (pull: PullBlob, isSpare: () => boolean) => ProcessBlob;
  /** Makes the error of a pull anew that failed in the other thread. */
  readonly pullError: (failure: PullFailure) => Error;
  /** Asked whenever bytes come in. True: this thread holds more memory than it may, and ends. */
  readonly isFull: () => boolean;
}

/** In a thread: runs the jobs that come in, and asks for their bytes. It ends when it is closed from outside. */
export function serveThread({ port, processBlob, pullError, isFull }: ServeThread): void {
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
  const run = processBlob(pull, () => spare);
  const never = new AbortController().signal;
  const work = async (id: number, job: BlobJob): Promise<void> => {
    ids.set(job, id);
    const scan = await run(job, never);
    ids.delete(job);
    post({ type: "done", id, scan });
  };
  port.on("message", (message: ToThread) => {
    if (message.type === "job") {
      spare = message.spare;
      return void work(message.id, message.job);
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

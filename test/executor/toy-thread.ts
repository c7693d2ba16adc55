import { type MessagePort, parentPort, threadId, workerData } from "node:worker_threads";
import { memoryCeiling } from "../../src/executor/memory-ceiling.ts";
import { serveThread } from "../../src/executor/serve-thread.ts";
import { PullError } from "../../src/registry/pull-error.ts";
import { toyBlob } from "./toy-blob.ts";

/** Entry of a thread of the tests. `memory`: bytes that it may hold. A blob that is `helped` ends when a helper has said what it is. */
const { memory = Number.POSITIVE_INFINITY, dies = false } = workerData as {
  readonly memory?: number;
  /** It ends when it is to help. */
  readonly dies?: boolean;
};

const help = (port: MessagePort): void =>
  void port.once("message", () => {
    if (dies) process.exit(3);
    port.postMessage(threadId);
  });

if (parentPort !== null)
  serveThread({
    port: parentPort,
    processBlob: (pull, { helper }) => toyBlob(pull, { helper }),
    help,
    pullError: ({ message }) => new PullError(message),
    isFull: memoryCeiling(memory),
  });

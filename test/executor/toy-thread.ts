import { parentPort, workerData } from "node:worker_threads";
import { serveThread } from "../../src/executor/serve-thread.ts";
import { PullError } from "../../src/registry/pull-error.ts";
import { toyBlob } from "./toy-blob.ts";

/** Entry of a thread of the tests. `fullAt`: pieces after which it says that it is full. */
const { fullAt = Number.POSITIVE_INFINITY } = workerData as { readonly fullAt?: number };
let pieces = 0;

if (parentPort !== null)
  serveThread({
    port: parentPort,
    processBlob: toyBlob,
    pullError: ({ message }) => new PullError(message),
    isFull: () => ++pieces > fullAt,
  });

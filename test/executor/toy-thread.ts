import { parentPort, workerData } from "node:worker_threads";
import { memoryCeiling } from "../../src/executor/memory-ceiling.ts";
import { serveThread } from "../../src/executor/serve-thread.ts";
import { PullError } from "../../src/registry/pull-error.ts";
import { toyBlob } from "./toy-blob.ts";

/** Entry of a thread of the tests. `memory`: bytes that it may hold. */
const { memory = Number.POSITIVE_INFINITY } = workerData as { readonly memory?: number };

if (parentPort !== null)
  serveThread({
    port: parentPort,
    processBlob: toyBlob,
    help: () => undefined,
    pullError: ({ message }) => new PullError(message),
    isFull: memoryCeiling(memory),
  });

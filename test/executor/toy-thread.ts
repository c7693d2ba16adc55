import { parentPort, workerData } from "node:worker_threads";
import type { ProcessBlob } from "../../src/executor/executor.ts";
import { memoryCeiling } from "../../src/executor/memory-ceiling.ts";
import { serveThread } from "../../src/executor/serve-thread.ts";
import type { Share } from "../../src/executor/shared-documents.ts";
import { PullError } from "../../src/registry/pull-error.ts";
import { toyBlob } from "./toy-blob.ts";

/** Entry of a thread of the tests. `memory`: bytes that it may hold. */
const { memory = Number.POSITIVE_INFINITY } = workerData as { readonly memory?: number };

/** "one of two": it takes the one thread that the other one is gone. */
const inPairs =
  (run: ProcessBlob, { role }: Share): ProcessBlob =>
  async (job, signal) => {
    if (job.blob.mediaType === "one of two") await (role === "first" ? new Promise(() => undefined) : process.exit(3));
    return run(job, signal);
  };

if (parentPort !== null)
  serveThread({
    port: parentPort,
    processBlob: (pull, { share }) => (share === undefined ? toyBlob(pull) : inPairs(toyBlob(pull), share)),
    pullError: ({ message }) => new PullError(message),
    isFull: memoryCeiling(memory),
  });

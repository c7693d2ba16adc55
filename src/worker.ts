import { parentPort, workerData } from "node:worker_threads";
import { createProcessBlob } from "./audit/process-blob.ts";
import { memoryCeiling } from "./executor/memory-ceiling.ts";
import { serveThread } from "./executor/serve-thread.ts";
import { createKnownFiles } from "./layer/known/known-files.ts";
import { serveBatches } from "./layer/share/serve-batches.ts";
import type { ThreadData } from "./open-executor.ts";
import { loadRuleset } from "./open-ruleset.ts";
import { openSealing } from "./open-sealing.ts";
import { PullError } from "./registry/pull-error.ts";
import { createScanner } from "./scan/scanner.ts";

/** Entry of a scan thread: everything between the bytes of a blob and what is recorded of it. */
const { settings, key, sealed, memory, known } = workerData as ThreadData;
const now = (): number => performance.now();
const { ruleset } = await loadRuleset(settings, new AbortController().signal);
const files = createKnownFiles(known);
const seals = await openSealing(settings);
const scanner = createScanner({ ruleset, key, now });
const sealing = seals?.start({ ruleset, key, sealed, now });

if (parentPort !== null)
  serveThread({
    port: parentPort,
    processBlob: (pull, { isSpare, helper }) =>
      createProcessBlob({ pull, scanner, sealing, inflate: () => (isSpare() ? "beside" : "here"), helper, files }),
    help: (port) => serveBatches({ port, scanner, files }),
    pullError: ({ name, message }) =>
      name === "PullError" ? new PullError(message) : Object.assign(new Error(message), { name }),
    isFull: memoryCeiling(memory),
  });

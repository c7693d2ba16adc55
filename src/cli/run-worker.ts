import type { Config } from "../config.ts";
import type { WatchWorker } from "../executor/queue/serve-queue.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { runWorker } from "../wire-worker.ts";
import { blobEvent } from "./event-line.ts";
import { note, print } from "./print.ts";

interface WorkerCommand {
  readonly config: Config;
  readonly once: boolean;
  readonly json: boolean;
}

/** Runs a worker; says on stderr what it is at, and each blob on stdout as a line of JSON when asked. It ends well when it is told to end. */
export async function runWorkerCommand({ config, once, json }: WorkerCommand, signal: AbortSignal): Promise<void> {
  const onNotice = (text: string): void => note(`note: ${cleanText(text)}`);
  const { openWorkerWatch } = await import("../open-worker-watch.ts");
  const metrics = await openWorkerWatch(config, (text) => note(cleanText(text)));
  const watch = json ? { ...metrics, ended: telling(metrics) } : metrics;
  try {
    await runWorker({ config, once, watch, onNotice }, signal);
    note(`${metrics.blobs()} blobs scanned`);
  } finally {
    await metrics.close();
  }
}

const telling =
  ({ ended }: WatchWorker): WatchWorker["ended"] =>
  (scan, seconds) => {
    ended(scan, seconds);
    print(safeJson(scan === undefined ? { type: "returned", seconds } : { ...blobEvent(scan), seconds }));
  };

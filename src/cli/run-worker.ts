import type { Config } from "../config.ts";
import type { WatchWorker } from "../executor/queue/serve-queue.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { runWorker } from "../wire-worker.ts";
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

/** Without what was found: that is for the case alone. */
const telling =
  ({ ended }: WatchWorker): WatchWorker["ended"] =>
  (scan, seconds) => {
    ended(scan, seconds);
    if (scan === undefined) return print(safeJson({ type: "returned", seconds }));
    const { digest, kind, status, reason, bytes, unpackedBytes, findings } = scan;
    print(
      safeJson({
        type: "blob",
        digest,
        kind,
        status,
        reason,
        bytes,
        unpackedBytes,
        findings: findings.length,
        seconds,
      }),
    );
  };

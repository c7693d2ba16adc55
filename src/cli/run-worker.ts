import type { Config } from "../config.ts";
import { cleanText } from "../report/clean.ts";
import { runWorker } from "../wire-worker.ts";
import { note } from "./print.ts";

interface WorkerCommand {
  readonly config: Config;
  readonly once: boolean;
}

/** Runs a worker; says on stderr what it is at. It ends well when it is told to end. */
export async function runWorkerCommand({ config, once }: WorkerCommand, signal: AbortSignal): Promise<void> {
  const onNotice = (text: string): void => note(`note: ${cleanText(text)}`);
  const { openWorkerWatch } = await import("../open-worker-watch.ts");
  const watch = await openWorkerWatch(config, (text) => note(cleanText(text)));
  try {
    await runWorker({ config, once, watch, onNotice }, signal);
    note(`${watch.blobs()} blobs scanned`);
  } finally {
    await watch.close();
  }
}

import type { Config } from "../config.ts";
import type { Progress } from "../executor/queue/messages.ts";
import { queueProgress } from "../open-queue.ts";
import { cleanText } from "../report/clean.ts";
import { cut, pad } from "../report/columns.ts";
import { plural, size } from "../report/phrases.ts";
import { note } from "./print.ts";

interface QueueStatus {
  readonly text: string;
  readonly json: Progress | null;
}

const WIDTH = 80;
const LABEL = 12;

/** Workers of an audit that is under way, how fast they are, and what waits. */
export async function queueStatus(config: Config): Promise<QueueStatus> {
  const { shown, progress } = await queueProgress(config, (text) => note(`note: ${cleanText(text)}`));
  if (progress === undefined) return { text: lines([["Queue", `no audit is under way at ${shown}`]]), json: null };
  if (progress === "unproven")
    return { text: lines([["Queue", "not shown: the key file of the case is not here"]]), json: null };
  const { workers, waiting, given, recorded, refused } = progress;
  const refusals = Object.entries(refused).filter(([, count]) => count > 0);
  return {
    text: lines([
      ["Queue", `${plural(workers.length, "worker")}; ${given} blobs given out, ${waiting} wait, ${recorded} recorded`],
      ...(refusals.length === 0
        ? []
        : [["Refused", refusals.map(([why, count]) => `${count} ${why}`).join(", ")] as const]),
      ...workers.map((worker) => ["", workerLine(worker)] as const),
    ]),
    json: progress,
  };
}

const workerLine = ({ host, labels, busy, concurrency, blobs, bytes, seconds }: Progress["workers"][number]): string =>
  [
    pad(cut(host, 16), 18),
    `${busy}/${concurrency} busy`,
    plural(blobs, "blob"),
    `${size(seconds > 0 ? bytes / seconds : 0)}/s`,
    labels,
  ]
    .filter((part) => part !== "")
    .join("  ");

const lines = (rows: readonly (readonly [string, string])[]): string =>
  `\n${rows.map(([label, text]) => cut(`${pad(label, LABEL)}${cleanText(text)}`, WIDTH).trimEnd()).join("\n")}\n`;

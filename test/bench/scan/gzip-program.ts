import { execFileSync } from "node:child_process";
import type { Cost } from "./cost.ts";

/** `gzip -dc FILE > /dev/null`. Its memory is not measured: it is a few MiB. */
export const gzipCost = (path: string): Cost => {
  const started = performance.now();
  const times = execFileSync("sh", ["-c", 'gzip -dc "$1" >/dev/null; times', "sh", path], { encoding: "utf8" });
  const seconds = (performance.now() - started) / 1000;
  // The second line is of what the shell has run: user and system time as 0m6.12s.
  const of = times.split("\n")[1] ?? "";
  const cpuSeconds = [...of.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + 60 * Number(m) + Number(s),
    0,
  );
  return { seconds, cpuSeconds, peakBytes: 0 };
};

import { readFileSync } from "node:fs";

/** What a piece of work took. */
export interface Cost {
  readonly seconds: number;
  /** Of all threads: what a busy machine changes least. */
  readonly cpuSeconds: number;
  /** Peak of resident memory of the whole process. */
  readonly peakBytes: number;
}

/** Runs it, and measures it from inside the process. */
export const costOf = async (work: () => unknown): Promise<Cost> => {
  const [started, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6, peakBytes: peakBytes() };
};

/** VmHWM, and not ru_maxrss, in which Linux counts what the parent had at the fork. */
const peakBytes = (): number => {
  try {
    return 1024 * Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
  } catch {
    return 1024 * process.resourceUsage().maxRSS;
  }
};

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

const CLI = join(import.meta.dirname, "..", "..", "dist", "cli.js");
/**
 * Loaded into the measured process: its own account of itself, written as it ends. VmHWM and not ru_maxrss, in which
 * Linux counts what the parent had at the fork.
 */
const ACCOUNT = `
  import { readFileSync, writeSync } from "node:fs";
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    let peak = maxRSS;
    try { peak = Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]); } catch {}
    writeSync(3, JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakBytes: peak * 1024 }));
  });`;

export interface Measured {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Peak of resident memory. */
  readonly peakBytes: number;
}

/** Runs the built binary and measures it from outside and inside. */
export async function measuredRun(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Measured> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(ACCOUNT)}`, CLI, ...args],
    { cwd, env: { PATH: process.env.PATH ?? "", HOME: cwd, ...env }, stdio: ["ignore", "pipe", "pipe", "pipe"] },
  );
  const ended = once(child, "close");
  const [stdout, stderr, account] = await Promise.all(
    child.stdio.slice(1).map(async (stream) => text(stream as Readable)),
  );
  await ended;
  const seconds = (performance.now() - started) / 1000;
  return { status: child.exitCode, stdout: stdout!, stderr: stderr!, seconds, ...JSON.parse(account || "{}") };
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const CLI = join(import.meta.dirname, "..", "..", "dist", "cli.js");

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: Uint8Array;
}

/** Starts the built binary with nobody's logins and a terminal of 80 columns at the most. */
export const startExhume = (args: readonly string[], { cwd, env = {} }: RunOptions): ChildProcess =>
  spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? "", HOME: cwd, COLUMNS: "80", ...env },
  });

/** Exit code and signal of a process that may be gone already. */
export const exitOf = async (child: ChildProcess): Promise<readonly [number | null, NodeJS.Signals | null]> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return [child.exitCode, child.signalCode];
};

/** Runs the built binary to its end. */
export const exhume = async (args: readonly string[], options: RunOptions): Promise<Ended> => {
  const child = startExhume(args, options);
  child.stdin?.on("error", () => undefined).end(options.input);
  const [stdout, stderr] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    child.exitCode === null ? once(child, "close") : undefined,
  ]);
  return { status: child.exitCode, stdout, stderr };
};

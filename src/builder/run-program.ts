import { spawn } from "node:child_process";
import { once } from "node:events";
import type { ProgramEnvironment } from "./image-builder.ts";

/** What is kept of an output, from its end, in characters: an error stands last. */
const OUTPUT_LIMIT = 64 * 1024;
/** How long a program may take to end after SIGTERM, in ms. */
const GRACE = 3000;

export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: ProgramEnvironment;
  /** In ms. */
  readonly timeout: number;
}

export interface ProgramEnd {
  readonly ok: boolean;
  readonly timedOut: boolean;
  /** Both streams as they came. */
  readonly output: string;
}

/** Runs a program, with all that it starts, to its end, its time limit or the abort, which throws. */
export const runProgram = async (run: ProgramRun, signal: AbortSignal): Promise<ProgramEnd> => {
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(run.timeout);
  const stop = AbortSignal.any([signal, limit]);
  // A group of its own: Ctrl-C comes to it through us, and reaches the steps of the build too.
  const child = spawn(run.program, run.args, { env: run.env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-OUTPUT_LIMIT);
    });
  const kill = (): void => {
    killGroup(child.pid, "SIGTERM");
    setTimeout(() => killGroup(child.pid, "SIGKILL"), GRACE).unref();
  };
  stop.addEventListener("abort", kill, { once: true });
  try {
    const [status] = await once(child, "close");
    signal.throwIfAborted();
    return { ok: status === 0, timedOut: limit.aborted, output };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, timedOut: false, output: `${run.program} cannot be run: ${codeOf(error)}` };
  } finally {
    stop.removeEventListener("abort", kill);
    // What a step left running in the background.
    killGroup(child.pid, "SIGKILL");
  }
};

const killGroup = (pid: number | undefined, name: "SIGTERM" | "SIGKILL"): void => {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // It is over.
  }
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown reason";

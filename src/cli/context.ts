import { setMaxListeners } from "node:events";
import type { Command } from "commander";
import { type Config, readConfig } from "../config.ts";

/** Settings for a command: its own flags and the global ones, over environment and file. */
export const commandConfig = (command: Command): Config =>
  readConfig({ flags: command.optsWithGlobals(), env: process.env, cwd: process.cwd() });

/** Aborts on Ctrl-C and SIGTERM; a second Ctrl-C ends the process at once. */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  // Every request in flight listens to it: that many are no leak.
  setMaxListeners(0, controller.signal);
  const abort = (): void => controller.abort();
  process.once("SIGINT", abort).once("SIGTERM", abort);
  return controller.signal;
}

export const DB_FLAG = ["--db <file>", "the case (default: exhume.db)"] as const;

/** Gathers a flag that takes several values in one, with commas, or is given several times. */
export const collectList = (value: string, earlier: readonly string[] = []): readonly string[] => [
  ...earlier,
  ...value.split(","),
];

/** Gathers a flag that may be given several times. */
export const collect = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];

import { setMaxListeners } from "node:events";
import { type Command, InvalidArgumentError } from "commander";
import type { Config } from "../config.ts";

/**
 * Settings for a command: its own flags and the global ones, over environment and file. What checks them is loaded
 * here: help needs none of it.
 */
export async function commandConfig(command: Command): Promise<Config> {
  const { readConfig } = await import("../config.ts");
  // The AWS SDK's own switch: which version of Node it will need one day is of no use to who runs an audit.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  return readConfig({ flags: command.optsWithGlobals(), env: process.env, cwd: process.cwd() });
}

/** What programs that are started inherit, without the variables of these names. */
export const programEnvironment = (
  without: ReadonlySet<string> = new Set(),
): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !without.has(name)));

/** The terminal of this process shows more than ASCII: POSIX 8.2 for the locale; the console of Linux has few glyphs. */
export function unicodeShown(): boolean {
  const { LC_ALL, LC_CTYPE, LANG, TERM } = process.env;
  if (process.platform === "win32") return true;
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || "") && TERM !== "linux" && TERM !== "dumb";
}

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

/** Words for the log. A reason that is blank is none. */
export function filled(typed: string): string {
  const text = typed.trim();
  if (text === "") throw new InvalidArgumentError("It is empty.");
  return text;
}

/** A number of minutes over zero. */
export function minutes(typed: string): number {
  const number = Number(typed);
  if (!(number > 0 && Number.isFinite(number))) throw new InvalidArgumentError("It is no number of minutes.");
  return number;
}

/** What reports leave out unless they are asked for it. */
export const VENDORED_FLAG = [
  "--include-vendored",
  "also what stands in files of distribution packages and public libraries",
] as const;
export const CONFIDENCE_FLAG = [
  "--min-confidence <confidence>",
  "leave out what is below: high, medium, low (default: low)",
] as const;

/** Gathers a flag that takes several values in one, with commas, or is given several times. */
export const collectList = (value: string, earlier: readonly string[] = []): readonly string[] => [
  ...earlier,
  ...value.split(","),
];

/** Gathers a flag that may be given several times. */
export const collect = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];

import type { CommanderError } from "commander";
import { UserError } from "../domain/user-error.ts";
import { cleanLines, cleanText } from "../report/clean.ts";
import { caseHint } from "../store/case-hint.ts";
import { inkOf } from "./ink-of.ts";

/**
 * 0 clean and complete, 1 findings at or above the threshold, 2 usage or operation, 3 clean but incomplete, 70 bug
 * (sysexits.h EX_SOFTWARE), 130 interrupted (128 + SIGINT).
 */
export const EXIT = Object.freeze({ clean: 0, findings: 1, usage: 2, incomplete: 3, bug: 70, interrupted: 130 });

/** Says on stderr what went wrong, once, and gives the exit code. */
export function exitCodeOf(error: unknown): number {
  if (isCommanderError(error)) return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
  if (error instanceof UserError) {
    const name = inkOf(process.stderr)("bad", "exhume:");
    process.stderr.write(`${name} ${cleanText(error.message)}\n  hint: ${cleanText(error.hint)}\n`);
    return EXIT.usage;
  }
  if (error instanceof Error && error.name === "AbortError") {
    process.stderr.write("exhume: interrupted; what was scanned is kept, run it again to go on\n");
    return EXIT.interrupted;
  }
  const hint = caseHint(error);
  if (hint !== undefined && error instanceof Error) {
    process.stderr.write(`exhume: the case cannot be used: ${cleanText(error.message)}\n  hint: ${hint}\n`);
    return EXIT.usage;
  }
  const told = (error instanceof Error ? error.stack : undefined) ?? String(error);
  process.stderr.write(`exhume: this is a bug, please report it: ${cleanLines(told)}\n`);
  return EXIT.bug;
}

/** By its code: the class would load all of commander. */
const isCommanderError = (error: unknown): error is CommanderError =>
  error instanceof Error && "code" in error && String(error.code).startsWith("commander.");

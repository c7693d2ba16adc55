#!/usr/bin/env node
import { exitCodeOf } from "./cli/errors.ts";
import { isBrokenPipe, print, unwritable } from "./cli/print.ts";
import { version } from "./cli/version.ts";

/** Runs one command and maps how it ended to an exit code; see cli/errors.ts for the table. */
process.stdout.on("error", outputFailed);
process.stderr.on("error", outputFailed);
try {
  if (isVersionAsked(process.argv.slice(2))) print(version());
  else {
    const { createProgram } = await import("./cli/program.ts");
    await createProgram().parseAsync();
  }
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** Pipelines and package managers ask for it often: the commands are not built for it. */
function isVersionAsked([first, ...others]: readonly string[]): boolean {
  return (first === "--version" || first === "-V") && others.length === 0;
}

/**
 * A reader that has seen enough (`exhume secrets | head`) is no failure, and no verdict: the command goes on to its end
 * unheard, so that what it records is whole and its exit code the one of a gate.
 */
function outputFailed(error: NodeJS.ErrnoException): void {
  if (isBrokenPipe(error)) return;
  process.exit(exitCodeOf(unwritable("the output", error)));
}

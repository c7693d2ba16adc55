#!/usr/bin/env node
import { exitCodeOf } from "./cli/errors.ts";
import { print, unwritable } from "./cli/print.ts";
import { version } from "./cli/version.ts";

/** Runs one command and maps how it ended to an exit code; see cli/errors.ts for the table. */
process.stdout.on("error", endOnBrokenPipe);
process.stderr.on("error", endOnBrokenPipe);
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

/** A reader that has seen enough (`exhume secrets | head`) is success. */
function endOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
  process.exit(exitCodeOf(unwritable("the output", error)));
}

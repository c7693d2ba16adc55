#!/usr/bin/env node
import { exitCodeOf } from "./cli/errors.ts";
import { unwritable } from "./cli/print.ts";
import { createProgram } from "./cli/program.ts";

/** Runs one command and maps how it ended to an exit code; see cli/errors.ts for the table. */
process.stdout.on("error", endOnBrokenPipe);
process.stderr.on("error", endOnBrokenPipe);
try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** A reader that has seen enough (`exhume secrets | head`) is success. */
function endOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
  process.exit(exitCodeOf(unwritable("the output", error)));
}

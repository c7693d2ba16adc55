import { writeFileSync } from "node:fs";
import { UserError } from "../domain/user-error.ts";

/** Text for people and pipes, with a newline at its end. */
export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** Notes beside the output: never in a pipe. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export interface OutFile {
  readonly path: string;
  readonly text: string;
  /** 0600 for what should not be read by others on the machine. */
  readonly mode?: number;
}

/** Writes a file that the user named; throws UserError when it cannot. */
export function writeOut({ path, text, mode = 0o644 }: OutFile): void {
  try {
    writeFileSync(path, text, { mode });
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    throw new UserError({
      code: "OUTPUT_UNWRITABLE",
      message: `${path} cannot be written: ${reason}`,
      hint: "does the folder exist, and may you write to it?",
    });
  }
}

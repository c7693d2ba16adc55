import { once } from "node:events";
import { chmodSync, closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { UserError } from "../domain/user-error.ts";

/** Text for people and pipes, with a newline at its end. */
export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** The same for a text that may be longer than a string can be: as fast as it is read, so that it never waits in memory. */
export async function printPieces(pieces: Iterable<string>): Promise<void> {
  let last = "";
  for (const piece of pieces) {
    if (!(await written(piece))) return;
    last = piece || last;
  }
  if (!last.endsWith("\n")) process.stdout.write("\n");
}

/** Waits until there is room for more. False: nobody reads it any more. */
export async function written(piece: string | Uint8Array): Promise<boolean> {
  if (process.stdout.write(piece)) return true;
  try {
    await once(process.stdout, "drain");
    return true;
  } catch (error) {
    if (isBrokenPipe(error)) return false;
    throw error;
  }
}

export const isBrokenPipe = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "EPIPE";

/** Notes beside the output: never in a pipe. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** The same for what somebody should know who waits. */
export const notice = (text: string): void => note(`note: ${text}`);

export interface OutFile {
  readonly path: string;
  /** One, or pieces of one that may be longer than a string can be. */
  readonly text: string | Iterable<string>;
  /** 0600 for what should not be read by others on the machine. */
  readonly mode?: number;
}

/** Writes a file that the user named; throws UserError when it cannot. */
export function writeOut({ path, text, mode = 0o644 }: OutFile): void {
  try {
    const file = openSync(path, "w", mode);
    try {
      for (const piece of typeof text === "string" ? [text] : text) writeFileSync(file, piece);
    } finally {
      closeSync(file);
    }
    // The mode above is that of a new file only.
    chmodSync(path, mode);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** A folder for output, with those above it. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** An operation that failed for a reason of the disk. */
export const unwritable = (path: string, error: unknown): UserError =>
  new UserError({
    code: "OUTPUT_UNWRITABLE",
    message: `${path} cannot be written: ${error instanceof Error && "code" in error ? String(error.code) : "unknown reason"}`,
    hint: "does the folder exist, and may you write to it?",
  });

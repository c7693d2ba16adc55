/** By the start of the code of SQLite (sqlite.org/rescode.html): what is the matter with the file or its disk. */
const HINTS: readonly (readonly [string, string])[] = [
  ["SQLITE_READONLY", "copy the case and its key to a folder that you may write to, and name it with --db FILE"],
  ["SQLITE_CORRUPT", "the file is damaged: put back a copy of it"],
  ["SQLITE_FULL", "the disk is full: make room and run it again"],
  ["SQLITE_IOERR", "is there room on the disk, and is the disk still there?"],
  ["SQLITE_BUSY", "is another exhume at work on it?"],
];

/** What to do about an error of SQLite that is no fault of exhume; undefined for all others. */
export function caseHint(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== "SqliteError" || !("code" in error)) return undefined;
  const code = String(error.code);
  return HINTS.find(([start]) => code.startsWith(start))?.[1];
}

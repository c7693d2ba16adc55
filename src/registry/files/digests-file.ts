import { readFileSync } from "node:fs";
import { UserError } from "../../domain/user-error.ts";

/**
 * Images that no listing names, one `REPOSITORY@sha256:...` a line; empty lines and those that begin with # do not count.
 * Throws UserError `DIGESTS_FILE_INVALID`.
 */
export function readDigestsFile(path: string | undefined): readonly string[] {
  if (path === undefined) return [];
  const lines = readLines(path).filter((line) => line !== "" && !line.startsWith("#"));
  for (const [index, line] of lines.entries())
    if (!/@sha(?:256|512):/.test(line))
      throw invalid(`${path}: image ${index + 1} has no digest`, "write REPOSITORY@sha256:... on each line");
  return lines;
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8")
      .split(/\r?\n/)
      .map((line) => line.trim());
  } catch {
    throw invalid(
      `${path}: cannot be read`,
      "--digests-file takes a text file with REPOSITORY@sha256:... on each line",
    );
  }
}

const invalid = (message: string, hint: string): UserError =>
  new UserError({ code: "DIGESTS_FILE_INVALID", message, hint });

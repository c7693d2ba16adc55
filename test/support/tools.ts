import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Whether the program is on PATH, for `describe.skipIf(!requireTool("skopeo"))`. When it is not, a line on stderr says
 * what is skipped; under EXHUME_REQUIRE_TOOLS=1 it throws instead, so that no run in CI passes by skipping.
 */
export const requireTool = (name: string): boolean => {
  if (isInstalled(name)) return true;
  if (process.env.EXHUME_REQUIRE_TOOLS === "1")
    throw new Error(`EXHUME_REQUIRE_TOOLS=1 but ${name} is not installed: run test/install-tools.sh`);
  process.stderr.write(`skipped: tests that need ${name}, which is not installed (test/install-tools.sh)\n`);
  return false;
};

const isInstalled = (name: string): boolean =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .filter(Boolean)
    .some((directory) => isProgram(join(directory, name)));

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

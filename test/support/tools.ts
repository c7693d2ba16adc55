import { programsOnPath } from "../../src/builder/programs-on-path.ts";

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

const isInstalled = (name: string): boolean => programsOnPath(name, process.env).length > 0;

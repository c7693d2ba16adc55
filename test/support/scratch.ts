import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of its own for one test, removed at its end. */
export const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "exhume-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

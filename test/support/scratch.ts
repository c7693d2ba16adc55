import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";

const make = (): string => mkdtempSync(join(tmpdir(), "exhume-test-"));
const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** A folder of its own for one test, removed at its end. */
export const scratch = (): string => {
  const folder = make();
  onTestFinished(() => remove(folder));
  return folder;
};

/** A folder for all tests of a file, removed after the last. */
export const permanentScratch = (): string => {
  const folder = make();
  afterAll(() => remove(folder));
  return folder;
};

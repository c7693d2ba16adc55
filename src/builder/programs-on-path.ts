import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { ProgramEnvironment } from "./image-builder.ts";

/** Every program of this name, in the order of PATH. */
export const programsOnPath = (name: string, env: ProgramEnvironment): readonly string[] =>
  (env.PATH ?? "")
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .filter(isProgram);

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

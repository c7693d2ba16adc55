import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const DIST = join(import.meta.dirname, "..", "..", "dist");

/**
 * A module of the product as it is built, by its path in `src` without the ending: with the WebAssembly and the threads that
 * users run.
 */
export const built = async <Module>(path: string): Promise<Module> =>
  import(pathToFileURL(join(DIST, `${path}.js`)).href);

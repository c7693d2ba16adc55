import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The public API as it is shipped, so that what it starts besides (threads) is what users run. */
export const builtExhume = async (): Promise<typeof import("../../src/index.ts")> =>
  import(pathToFileURL(join(import.meta.dirname, "..", "..", "dist", "index.js")).href);

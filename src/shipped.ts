import { fileURLToPath } from "node:url";

/** Files and folders that ship with the package, beside `src` and `dist`. */
export const shipped = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

import { fileURLToPath } from "node:url";

/** Folders that ship with the package, beside `src` and `dist`. */
export const shipped = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

import { cleanText } from "./clean.ts";
import { cut } from "./columns.ts";
import { wrap } from "./wrap.ts";

/** A line can hold what an image says, which may be megabytes; the JSON has all of it. */
const LONGEST = 2000;

/** A line for a terminal, wrapped at 80 columns below its own indent. */
export function indented(line: string): string {
  const indent = `  ${/^ */.exec(line)?.[0] ?? ""}`;
  return wrap(cut(cleanText(line), LONGEST), { width: 80, first: indent, rest: `${indent}    ` });
}

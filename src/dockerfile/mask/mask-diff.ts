import type { Leak } from "../leak.ts";
import { leakedValues } from "./leaked-values.ts";
import { MASK, maskLine } from "./mask-text.ts";

export interface MaskedDiff {
  readonly leaks: readonly Leak[];
  /** The Dockerfile as it was; empty for another file. */
  readonly before: string;
  /** Names and values that are known beside those of the leaks. */
  readonly names?: readonly string[];
  readonly values?: readonly string[];
}

/** The on-screen form of a diff of one file: its lines with every value masked. */
export const maskDiff = (diff: string, { leaks, before, ...known }: MaskedDiff): string => {
  const names = new Set([...leaks.flatMap((leak) => leak.name ?? []), ...(known.names ?? [])]);
  const values = [...leakedValues(before, leaks), ...(known.values ?? [])].sort((a, b) => b.length - a.length);
  let declares = false;
  let key = false;
  return diff
    .split("\n")
    .map((line) => {
      if (/^(?:---|\+\+\+|@@|\\)(?: |$)/.test(line)) return line;
      const content = line.slice(1);
      declares ||= /^\s*(?:ONBUILD\s+)?(?:ENV|ARG)\s/i.test(content);
      key = keepsKey(key, content);
      const masked = key && !content.includes("-----BEGIN") ? MASK : maskLine(content, { names, values, declares });
      declares &&= /[\\`][ \t]*\r?$|^\s*#/.test(content);
      return line.slice(0, 1) + masked;
    })
    .join("\n");
};

/** Lines between the BEGIN and END of a key. */
const keepsKey = (inside: boolean, line: string): boolean => {
  if (/-----BEGIN (?!.*-----END)/.test(line)) return true;
  return inside && !line.includes("-----END");
};

import type { Leak } from "./leak.ts";
import { leakedValues } from "./leaked-values.ts";
import { MASK, maskLine } from "./mask-text.ts";

/** The on-screen form of a diff of one Dockerfile or ignore file: its lines with every value masked. */
export const maskDiff = (
  diff: string,
  { leaks, before }: { readonly leaks: readonly Leak[]; readonly before: string },
): string => {
  const names = new Set(leaks.flatMap((leak) => leak.name ?? []));
  const values = leakedValues(before, leaks);
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

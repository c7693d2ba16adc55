import type { Leak } from "./leak.ts";
import { leakedValues } from "./leaked-values.ts";
import { maskLine } from "./mask-text.ts";

/** The on-screen form of a diff of one Dockerfile or ignore file: its lines with every value masked. */
export const maskDiff = (
  diff: string,
  { leaks, before }: { readonly leaks: readonly Leak[]; readonly before: string },
): string => mask(diff, { leaks, before, isDiff: true });

/** The on-screen form of a Dockerfile. */
export const maskDockerfile = (text: string, leaks: readonly Leak[]): string =>
  mask(text, { leaks, before: text, isDiff: false });

const mask = (text: string, from: { leaks: readonly Leak[]; before: string; isDiff: boolean }): string => {
  const names = new Set(from.leaks.flatMap((leak) => leak.name ?? []));
  const values = leakedValues(from.before, from.leaks);
  let declares = false;
  let key = false;
  return text
    .split("\n")
    .map((line) => {
      if (from.isDiff && /^(?:---|\+\+\+|@@|\\)(?: |$)/.test(line)) return line;
      const marker = from.isDiff ? line.slice(0, 1) : "";
      const content = line.slice(marker.length);
      declares = declares ? true : /^\s*(?:ONBUILD\s+)?(?:ENV|ARG)\s/i.test(content);
      key = keepsKey(key, content);
      const masked = key && !content.includes("-----BEGIN") ? "•••" : maskLine(content, { names, values, declares });
      declares = declares && /[\\`][ \t]*\r?$|^\s*#/.test(content);
      return marker + masked;
    })
    .join("\n");
};

/** Lines between the BEGIN and END of a key. */
const keepsKey = (inside: boolean, line: string): boolean => {
  if (/-----BEGIN (?!.*-----END)/.test(line)) return true;
  return inside && !line.includes("-----END");
};

import type { Span } from "../../domain/finding.ts";
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
  /** Places within lines that hold a value, by the text of the line. */
  readonly spans?: ReadonlyMap<string, readonly Span[]>;
}

/** The on-screen form of a diff of one file: its lines with every value masked. */
export const maskDiff = (diff: string, { leaks, before, ...known }: MaskedDiff): string => {
  const names = new Set([...leaks.flatMap((leak) => leak.name ?? []), ...(known.names ?? [])]);
  const values = [...leakedValues(before, leaks), ...(known.values ?? [])];
  let declares = false;
  let key = false;
  let head = true;
  return diff
    .split("\n")
    .map((line) => {
      head &&= !line.startsWith("@@");
      // A line of the file that begins with dashes looks like the head of a diff.
      if (head ? /^(?:---|\+\+\+)(?: |$)/.test(line) : /^(?:@@|\\)(?: |$)/.test(line)) return line;
      const content = line.slice(1);
      declares ||= /^\s*(?:ONBUILD\s+)?(?:ENV|ARG)\s/i.test(content);
      key = keepsKey(key, content);
      const spans = known.spans?.get(content) ?? [];
      const masked =
        key && !content.includes("-----BEGIN") ? MASK : maskLine(content, { names, values, declares, spans });
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

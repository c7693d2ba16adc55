import { cleanText } from "./clean.ts";
import { cut } from "./columns.ts";

/** Longest text of an image that is shown; the JSON report has all of it. */
const LONGEST = 160;

/** A text from anywhere as Markdown that shows it and nothing else: no markup, HTML, link or table column. */
export const markdownText = (text: string): string =>
  cut(cleanText(text), LONGEST * 4)
    .replace(/[\\`*[\]<|~]/g, "\\$&")
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\_")
    .replace(/&(?=#?[A-Za-z0-9]+;)/g, "\\&");

/**
 * A text from an image as a code span: its fence is longer than every run of backticks in it (CommonMark 6.1). What
 * looks like a tag begins with `‹`, for readers that look for HTML first. Not for table cells, where a `|` would end it.
 */
export function markdownCode(text: string): string {
  const clean = cut(cleanText(text).trim(), LONGEST).replace(/<(?=[A-Za-z/!?])/g, "‹");
  if (clean === "") return "(empty)";
  const fence = "`".repeat(longestRun(clean) + 1);
  const space = /^`|`$/.test(clean) ? " " : "";
  return `${fence}${space}${clean}${space}${fence}`;
}

/** A command as a fenced block, each line behind `indent`. */
export function markdownFence(command: string, indent: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(command) + 1));
  return [
    fence,
    ...command
      .trim()
      .split("\n")
      .map((line) => cleanText(line)),
    fence,
  ]
    .map((line) => `${indent}${line}`.trimEnd())
    .join("\n");
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));

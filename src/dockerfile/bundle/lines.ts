import type { Span } from "../../domain/finding.ts";
import { deleteLines, type Edit } from "../edit.ts";

/** 1-based. */
export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;

export const lineStart = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;

/** Offset of the line's `\n`, or of the end of the text. */
export const lineEnd = (text: string, offset: number): number => {
  const at = text.indexOf("\n", offset);
  return at < 0 ? text.length : at;
};

/** Blanks in front of the line's first character. */
export const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? "";

export const eolOf = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

/** Takes words out of a command: with the blanks before them, or with their line when nothing else is on it. */
export const deleteWords = (text: string, span: Span): Edit => {
  const before = text.slice(lineStart(text, span.start), span.start);
  const after = text.slice(span.end, lineEnd(text, span.end));
  if (/^[ \t]*$/.test(before) && /^[ \t]*\\{1,2}[ \t]*\r?$/.test(after)) return deleteLines(text, span);
  const ends = /^[ \t]*\r?$/.test(after);
  const gap = (ends ? /[ \t]*(?:\\{1,2}\r?\n[ \t]*)+$|[ \t]+$/ : /[ \t]+$/).exec(text.slice(0, span.start));
  if (/^[ \t]*$/.test(before) && !ends)
    return { start: span.start, end: span.end + (/^[ \t]+/.exec(after)?.[0].length ?? 0), replacement: "" };
  return { start: gap?.index ?? span.start, end: span.end, replacement: "" };
};

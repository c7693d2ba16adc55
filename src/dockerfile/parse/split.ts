import type { Span } from "../../domain/finding.ts";
import { heredocWords } from "./heredoc-words.ts";
import type { Heredoc } from "./parsed-dockerfile.ts";

/** One logical line with the heredoc bodies that follow it. */
export interface LogicalLine extends Span {
  readonly keyword: string;
  /** End of the line itself, before heredoc bodies. */
  readonly headerEnd: number;
  readonly heredocs: readonly Heredoc[];
  readonly glued: boolean;
  /** A heredoc is never closed. */
  readonly isOpen: boolean;
}

export interface SplitResult {
  readonly lines: readonly LogicalLine[];
  readonly flat: string;
}

interface Line extends Span {
  /** Offset after the line end. */
  readonly next: number;
}

/**
 * Cuts a Dockerfile into instructions as BuildKit does: a comment or blank line inside a continuation is skipped, an
 * escape at the end of a line continues it unless another escape stands before it, heredocs follow RUN, COPY and ADD.
 * Source: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go
 */
export const splitDockerfile = (text: string, mark: "\\" | "`"): SplitResult => {
  const blanks: Span[] = [];
  const lines: LogicalLine[] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  while (at < text.length) {
    const line = lineFrom(text, at);
    if (isSkipped(text, line)) at = line.next;
    else {
      const logical = readLogical(text, line, mark);
      for (const blank of logical.blanks) blanks.push(blank);
      lines.push(logical.line);
      at = logical.next;
    }
  }
  return { lines, flat: blankOut(text, blanks) };
};

const readLogical = (text: string, first: Line, mark: string) => {
  const continued = new RegExp(`(?:^|[^\\${mark}])(\\${mark}[ \\t]*)$`);
  const start = first.start + leadingBlanks(text, first);
  const blanks: Span[] = [];
  let line = first;
  let headerEnd = first.end;
  let glued = false;
  /** End of the part before, when the line goes on; comments and blank lines between do not part two words. */
  let joined: number | undefined;
  for (;;) {
    if (line !== first && isSkipped(text, line)) blanks.push({ start: line.start, end: line.next });
    else {
      const tail = continued.exec(text.slice(line.start, line.end))?.[1];
      headerEnd = tail === undefined ? line.end : line.end - tail.length;
      glued ||= joined !== undefined && isGlued(text, joined, line.start);
      if (tail === undefined) break;
      blanks.push({ start: headerEnd, end: line.next });
      joined = headerEnd;
    }
    if (line.next >= text.length) break;
    line = lineFrom(text, line.next);
  }
  headerEnd = trimEnd(text, start, headerEnd);
  const header = blankOut(text.slice(start, headerEnd), shift(blanks, start, headerEnd));
  const keyword = (/^\S+/.exec(header)?.[0] ?? "").toUpperCase();
  const { heredocs, end, next, isOpen } = readHeredocs(text, { header, at: line.next, end: headerEnd });
  return { blanks, next, line: { start, end, headerEnd, keyword, heredocs, glued, isOpen } };
};

const readHeredocs = (text: string, from: { header: string; at: number; end: number }) => {
  const heredocs: Heredoc[] = [];
  let { at: next, end } = from;
  let isOpen = false;
  for (const { delimiter, tabs } of heredocWords(from.header)) {
    const body = next;
    let line = lineFrom(text, next);
    while (!closes(text, line, { delimiter, tabs }) && line.next < text.length) line = lineFrom(text, line.next);
    isOpen ||= !closes(text, line, { delimiter, tabs });
    heredocs.push({ delimiter, body: { start: body, end: line.start } });
    end = line.end;
    next = line.next;
  }
  return { heredocs, end, next, isOpen };
};

const closes = (text: string, line: Line, heredoc: { delimiter: string; tabs: boolean }): boolean => {
  const content = text.slice(line.start, line.end);
  return (heredoc.tabs ? content.replace(/^\t+/, "") : content) === heredoc.delimiter;
};

const lineFrom = (text: string, start: number): Line => {
  const newline = text.indexOf("\n", start);
  const next = newline < 0 ? text.length : newline + 1;
  const raw = newline < 0 ? text.length : newline;
  return { start, end: text[raw - 1] === "\r" && raw > start ? raw - 1 : raw, next };
};

const isSkipped = (text: string, line: Line): boolean => /^\s*(?:#|$)/.test(text.slice(line.start, line.end));
const leadingBlanks = (text: string, line: Line): number =>
  (/^\s*/.exec(text.slice(line.start, line.end))?.[0] ?? "").length;

const trimEnd = (text: string, start: number, end: number): number => start + text.slice(start, end).trimEnd().length;

const isGlued = (text: string, end: number, next: number): boolean =>
  /[^\s;&|(]/.test(text[end - 1] ?? " ") && /[^\s;&|)#]/.test(text[next] ?? " ");

const shift = (spans: readonly Span[], start: number, limit: number): Span[] =>
  spans.filter((span) => span.start < limit).map((span) => ({ start: span.start - start, end: span.end - start }));

const blankOut = (text: string, spans: readonly Span[]): string => {
  let result = "";
  let at = 0;
  for (const { start, end } of spans) {
    result += text.slice(at, start) + " ".repeat(Math.min(end, text.length) - start);
    at = Math.min(end, text.length);
  }
  return result + text.slice(at);
};

import type { Span } from "../domain/finding.ts";

/** Replacement of a span of the original text. */
export interface Edit extends Span {
  readonly replacement: string;
}

/** Applies edits that do not overlap; equal edits count once. Undefined when two of them do overlap. */
export const applyEdits = (text: string, edits: readonly Edit[]): string | undefined => {
  const sorted = joinLastLines(
    text,
    distinct(edits).sort((a, b) => a.start - b.start || a.end - b.end),
  );
  let result = "";
  let at = 0;
  for (const edit of sorted) {
    if (edit.start < at) return undefined;
    result += text.slice(at, edit.start) + edit.replacement;
    at = edit.end;
  }
  return result + text.slice(at);
};

/** A last line without an end takes that of the line above, which may be deleted too. */
const joinLastLines = (text: string, sorted: readonly Edit[]): readonly Edit[] => {
  const last = sorted.at(-1);
  const before = sorted.at(-2);
  if (last?.end !== text.length || before === undefined || last.replacement + before.replacement !== "") return sorted;
  if (!/^\r?\n$/.test(text.slice(last.start, before.end))) return sorted;
  return joinLastLines(text, [...sorted.slice(0, -2), { ...last, start: beforeLineEnd(text, before.start) }]);
};

/** Deletes whole lines, so that the file keeps or keeps lacking its final line end. */
export const deleteLines = (text: string, span: Span): Edit => {
  const start = span.start === 0 ? 0 : text.lastIndexOf("\n", span.start - 1) + 1 || afterMark(text);
  const newline = text.indexOf("\n", span.end);
  if (newline >= 0) return { start, end: newline + 1, replacement: "" };
  return { start: beforeLineEnd(text, start), end: text.length, replacement: "" };
};

/** A byte order mark belongs to the file, not to its first line. */
const afterMark = (text: string): number => (text.startsWith("\uFEFF") ? 1 : 0);

const beforeLineEnd = (text: string, lineStart: number): number => {
  if (lineStart === 0 || text[lineStart - 1] !== "\n") return lineStart;
  return text[lineStart - 2] === "\r" ? lineStart - 2 : lineStart - 1;
};

const distinct = (edits: readonly Edit[]): Edit[] => [
  ...new Map(edits.map((edit) => [`${edit.start}:${edit.end}:${edit.replacement}`, edit])).values(),
];

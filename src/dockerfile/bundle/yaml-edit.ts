import { isCollection, isMap, isSeq, type YAMLMap, type YAMLSeq } from "yaml";
import { deleteLines, type Edit } from "../edit.ts";
import { eolOf, lineEnd, lineStart } from "./lines.ts";
import { endOf, rangeOf } from "./yaml-text.ts";

/** Undefined when the text around does not allow an edit of lines. */
type MaybeEdits = readonly Edit[] | undefined;

/** Items of a collection: of a map its pairs, from key to value. */
const itemSpans = (node: YAMLMap | YAMLSeq): readonly { readonly start: number; readonly end: number }[] =>
  node.items.map((item) => {
    const pair = isMap(node) ? (item as YAMLMap["items"][number]) : undefined;
    const start = rangeOf(pair ? pair.key : item)?.start ?? 0;
    return { start, end: endOf(pair ? pair.value : item) ?? rangeOf(pair?.key)?.end ?? start };
  });

/** Takes items out of a map or list; not all of them. */
export const removeItems = (text: string, node: YAMLMap | YAMLSeq, indexes: readonly number[]): MaybeEdits => {
  const spans = itemSpans(node);
  const edits = indexes.map((index) => {
    const span = spans[index];
    if (span === undefined) return undefined;
    return node.flow ? removeFlow(text, { spans, index, indexes }) : removeLines(text, span);
  });
  return edits.every((one) => one !== undefined) ? edits : undefined;
};

/** The lines of an item, when nothing else stands on them. */
export const removeLines = (text: string, span: { readonly start: number; readonly end: number }): Edit | undefined => {
  const before = text.slice(lineStart(text, span.start), span.start);
  const end = text.slice(0, span.end).trimEnd().length;
  if (!/^[ \t]*(?:-[ \t]+)?$/.test(before) || !/^:?[ \t]*(?:#.*)?\r?$/.test(text.slice(end, lineEnd(text, end))))
    return undefined;
  return deleteLines(text, { start: span.start, end });
};

type Spans = readonly { readonly start: number; readonly end: number }[];

const removeFlow = (
  text: string,
  { spans, index, indexes }: { readonly spans: Spans; readonly index: number; readonly indexes: readonly number[] },
): Edit | undefined => {
  const [own, next] = [spans[index], spans[index + 1]];
  if (own === undefined) return undefined;
  const stays = spans.slice(0, index).findLastIndex((_span, at) => !indexes.includes(at));
  if (next) {
    const lines = lineStart(text, own.start);
    const isAlone = /^[ \t]*$/.test(text.slice(lines, own.start)) && /^[ \t]*,[ \t]*\r?\n/.test(text.slice(own.end));
    return isAlone ? deleteLines(text, own) : { start: own.start, end: next.start, replacement: "" };
  }
  const before = spans[stays];
  const later = spans[stays + 1];
  if (before === undefined || later === undefined) return undefined;
  const from = stays + 1 === index ? before.end : own.start;
  const comma = stays + 1 === index ? from : (spans[index - 1]?.end ?? from);
  return { start: comma, end: own.end, replacement: "" };
};

/** Adds an entry at the end of a block list or map; `lines` without indent. */
export const appendLines = (text: string, node: YAMLMap | YAMLSeq, lines: readonly string[]): MaybeEdits => {
  const spans = itemSpans(node);
  const [first, last] = [spans[0], spans.at(-1)];
  if (node.flow || first === undefined || last === undefined) return undefined;
  const column = isSeq(node) ? dashIndent(text, first.start) : columnOf(text, first.start);
  if (column === undefined) return undefined;
  return [
    insertAfterLine(
      text,
      last.end,
      lines.map((line) => column + line),
    ),
  ];
};

const dashIndent = (text: string, start: number): string | undefined =>
  /^([ \t]*)-[ \t]+$/.exec(text.slice(lineStart(text, start), start))?.[1];

/** Blanks up to the column of an offset. */
export const columnOf = (text: string, offset: number): string => " ".repeat(offset - lineStart(text, offset));

/** New lines after the last line that has text before the offset. */
export const insertAfterLine = (text: string, offset: number, lines: readonly string[]): Edit => {
  const eol = eolOf(text);
  const at = lineEnd(text, text.slice(0, offset).trimEnd().length);
  const isLast = at >= text.length;
  const start = isLast ? at : at + 1;
  const replacement = lines.map((line) => (isLast ? eol + line : line + eol)).join("");
  return { start, end: start, replacement };
};

/** Adds words to a flow list or map: `[a, b]`. */
export const appendFlow = (node: YAMLMap | YAMLSeq, words: readonly string[]): MaybeEdits => {
  const range = rangeOf(node);
  const last = itemSpans(node).at(-1);
  if (range === undefined || !node.flow) return undefined;
  const at = last?.end ?? range.start + 1;
  return [{ start: at, end: at, replacement: (last ? words.map((word) => `, ${word}`) : [words.join(", ")]).join("") }];
};

/** One level of indent, as the file has it. */
export const indentStep = (text: string, map: YAMLMap): string => {
  const own = columnOf(text, rangeOf(map)?.start ?? 0).length;
  for (const pair of map.items) {
    const value = isMap(pair.value) ? rangeOf(pair.value)?.start : undefined;
    if (value !== undefined && !isFlow(pair.value)) return " ".repeat(Math.max(1, columnOf(text, value).length - own));
  }
  return "  ";
};

const isFlow = (node: unknown): boolean => isCollection(node) && node.flow === true;

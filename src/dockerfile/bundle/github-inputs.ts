import { isScalar, type YAMLMap } from "yaml";
import type { Span } from "../../domain/finding.ts";
import { deleteLines, type Edit } from "../edit.ts";
import { columnOf, insertAfterLine, removeLines } from "./yaml-edit.ts";
import { keyOf, pairOf, rangeOf } from "./yaml-text.ts";

/** One line of an input that is a list of lines. */
export interface InputLine extends Span {
  readonly text: string;
}

/** Lines of an input: of a block scalar, or the only one. */
export const actionInputs = (text: string, withs: YAMLMap, key: string): readonly InputLine[] => {
  const node = pairOf(withs, key)?.value;
  const range = rangeOf(node);
  if (!isScalar(node) || range === undefined) return [];
  const body = text.slice(range.start, range.end);
  if (node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED")
    return typeof node.value === "string" ? [{ ...range, text: node.value.trim() }] : [];
  const first = body.indexOf("\n") + 1;
  return [...body.slice(first).matchAll(/[^\s\n][^\n]*/g)].map((match) => {
    const start = range.start + first + match.index;
    const line = match[0].trimEnd();
    return { start, end: start + line.length, text: line };
  });
};

/** Lines that leave `build-args`, and lines that come to other inputs. */
interface Rewrite {
  readonly gone: readonly Span[];
  readonly adds: readonly { readonly key: string; readonly lines: readonly string[] }[];
}

/** Undefined when the text around does not allow it. */
export const rewriteInputs = (text: string, withs: YAMLMap, { gone, adds }: Rewrite): readonly Edit[] | undefined => {
  if (withs.flow) return undefined;
  const removed = removeArgs(text, withs, gone);
  const added = adds.map((one) => addInput(text, withs, one));
  if (removed === undefined || added.some((one) => one === undefined)) return undefined;
  return [...removed, ...added.flatMap((one) => one ?? [])];
};

const removeArgs = (text: string, withs: YAMLMap, gone: readonly Span[]): readonly Edit[] | undefined => {
  if (gone.length === 0) return [];
  const pair = pairOf(withs, "build-args");
  const all = actionInputs(text, withs, "build-args");
  if (
    all.some((one) => one.text.includes("\n")) ||
    (isScalar(pair?.value) && pair.value.type === "BLOCK_FOLDED" && all.length > 1)
  )
    return undefined;
  const stays = all.filter((one) => !gone.some((line) => line.start === one.start));
  if (stays.length > 0) return gone.map((line) => deleteLines(text, line));
  const key = rangeOf(pair?.key);
  const edit = key && removeLines(text, { start: key.start, end: rangeOf(pair?.value)?.end ?? key.end });
  return edit ? [edit] : undefined;
};

const addInput = (
  text: string,
  withs: YAMLMap,
  { key, lines }: { readonly key: string; readonly lines: readonly string[] },
): readonly Edit[] | undefined => {
  const pair = pairOf(withs, key);
  const old = actionInputs(text, withs, key);
  const last = old.at(-1);
  if (pair && last) {
    if (!isScalar(pair.value) || pair.value.type !== "BLOCK_LITERAL") return undefined;
    return [
      insertAfterLine(
        text,
        last.end,
        lines.map((line) => columnOf(text, last.start) + line),
      ),
    ];
  }
  if (pair) return undefined;
  const after = pairOf(withs, "build-args") ?? withs.items.at(-1);
  const start = rangeOf(withs.items[0]?.key)?.start;
  const end = Math.max(rangeOf(after?.value)?.end ?? 0, rangeOf(after?.key)?.end ?? 0);
  if (start === undefined || end === 0 || after === undefined || keyOf(after) === "<<") return undefined;
  const column = columnOf(text, start);
  const block =
    key === "ssh"
      ? [`${column}${key}: ${lines.join(",")}`]
      : [`${column}${key}: |`, ...lines.map((line) => `${column}  ${line}`)];
  return [insertAfterLine(text, end, block)];
};

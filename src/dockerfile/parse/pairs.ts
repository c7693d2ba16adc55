import type { Span } from "../../domain/finding.ts";
import { deleteLines, type Edit } from "../edit.ts";
import type { Instruction, ParsedDockerfile } from "./parsed-dockerfile.ts";
import { unquote } from "./words.ts";

/** A name that an ARG, ENV or LABEL sets. `value` is unquoted, variables as written; absent for `ARG NAME`. */
export interface Pair extends Span {
  readonly name: string;
  readonly value?: string;
}

/** `ENV NAME some value` is one pair; `ARG A B=2` and `ENV A=1 B=2` are two. */
export const readPairs = (at: Instruction): readonly Pair[] => {
  const first = at.words[0];
  if (first === undefined) return [];
  if (at.keyword !== "ARG" && !first.text.includes("=")) return [legacyPair(at)];
  return at.words.map(({ text, start, end }) => {
    const equals = text.indexOf("=");
    if (equals < 0) return { start, end, name: unquote(text) };
    return { start, end, name: unquote(text.slice(0, equals)), value: unquote(text.slice(equals + 1)) };
  });
};

const legacyPair = (at: Instruction): Pair => {
  const [name, ...value] = at.words.map((word) => word.text);
  return { ...at.args, name: name ?? "", value: unquote(value.join(" ")) };
};

/** Deletes the named pairs: the whole instruction when none is left, else the words with their continuation. */
export const deletePairs = (file: ParsedDockerfile, at: Instruction, names: ReadonlySet<string>): Edit[] => {
  const pairs = readPairs(at);
  const lastKept = pairs.findLastIndex((pair) => !names.has(pair.name));
  if (lastKept < 0) return pairs.length === 0 ? [] : [deleteLines(file.text, at)];
  const inner = pairs.flatMap((pair, index) =>
    index < lastKept && names.has(pair.name) ? [deleteInner(file, { pairs, index, names })] : [],
  );
  return [...inner, ...deleteTail(file, pairs[lastKept], pairs.slice(lastKept + 1))];
};

/** A later pair stays, so the instruction goes on after this one. */
const deleteInner = (
  file: ParsedDockerfile,
  { pairs, index, names }: { pairs: readonly Pair[]; index: number; names: ReadonlySet<string> },
): Edit => {
  const [before, pair, after] = [pairs[index - 1], pairs[index], pairs[index + 1]];
  const span = pair ?? { start: 0, end: 0 };
  if (ownLines(file, span)) return deleteLines(file.text, span);
  if (before && sameLine(file, before, span) && !names.has(before.name))
    return { start: before.end, end: span.end, replacement: "" };
  return { start: span.start, end: after?.start ?? span.end, replacement: "" };
};

/** The last pairs go: the continuation in front of them goes too, comment lines between stay. */
const deleteTail = (file: ParsedDockerfile, kept: Pair | undefined, tail: readonly Pair[]): Edit[] => {
  const last = tail.at(-1);
  if (kept === undefined || last === undefined) return [];
  if (!tail.every((pair) => ownLines(file, pair))) return [{ start: kept.end, end: last.end, replacement: "" }];
  const lineEnd = file.text.slice(kept.end).search(/\r?\n/);
  return [
    { start: kept.end, end: kept.end + lineEnd, replacement: "" },
    ...tail.map((pair) => deleteLines(file.text, pair)),
  ];
};

const sameLine = (file: ParsedDockerfile, one: Span, other: Span): boolean =>
  !file.text.slice(one.end, other.start).includes("\n");

/** Nothing but blanks and the continuation shares the pair's lines. */
const ownLines = (file: ParsedDockerfile, pair: Span): boolean => {
  const start = file.text.lastIndexOf("\n", pair.start - 1) + 1;
  const newline = file.text.indexOf("\n", pair.end);
  const end = newline < 0 ? file.text.length : newline;
  return /^\s*$/.test(file.flat.slice(start, pair.start) + file.flat.slice(pair.end, end));
};

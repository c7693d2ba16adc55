import type { Span } from "../../domain/finding.ts";
import { createFields, DEEPEST, type Entry, type Fields, type Part, type Sink } from "./entry.ts";
import { keyTraits, LAST_THREE, pathSays, TRAITS } from "./key-traits.ts";
import { readFlow } from "./read-flow.ts";
import { findQuoted, meaningOf, withoutComment } from "./scalar.ts";

interface Level {
  /** Column of the key; half a column more than the dash for an item of a list. */
  readonly column: number;
  key: string | undefined;
  readonly fields: Fields;
  /** The key, or the dash, has no value yet: the next line may be it. */
  open: boolean;
}

interface Reader extends Part {
  readonly sink: Sink;
  /** Reads what a block holds that is a document itself. */
  readonly nested: (part: Part) => void;
  readonly levels: Level[];
  /** A colon of the text; none stands between the line that was asked about last and it. */
  colon: number;
}

const KEY =
  /(?:"((?:[^"\\\r\n]|\\.){0,200})"|'([^'\r\n]{0,200})'|([^\s#"'{}[\],&*!|>%@`-][^:#\r\n]{0,200}|-[^\s:#\r\n][^:#\r\n]{0,200}))[ \t]*:(?=[ \t\r\n]|$)/y;
const DASH = /-[ \t]+(?=\S)|-(?=[ \t]*(?:[\r\n]|$))/y;

/** Block style of YAML (https://yaml.org/spec/1.2.2), by indentation and line by line: nothing in it ends the reading. */
export const readYaml = (part: Part, { sink, nested }: Pick<Reader, "sink" | "nested">): void => {
  const reader: Reader = { ...part, sink, nested, levels: [], colon: -1 };
  for (let at = part.span.start; at < part.span.end; ) at = readLine(reader, at);
  closeAbove(reader, -1);
};

/** Returns the offset of the next line to read. */
const readLine = (reader: Reader, start: number): number => {
  const { text, span } = reader;
  const next = Math.min(span.end, lineEnd(text, start));
  let at = behindSpaces(text, start);
  const first = text[at] ?? "";
  if (at === start && isParting(text, start)) closeAbove(reader, -1);
  if (first === "#" || first === "%" || text.startsWith("---", at) || text.startsWith("...", at)) return next;
  if (isEmpty(text, at, next)) return next;
  for (let dash = dashAt(text, at); dash !== undefined; dash = dashAt(text, at)) {
    closeAbove(reader, at - start);
    reader.levels.push({
      column: at - start + 0.5,
      key: undefined,
      fields: createFields(reader.sink.emit),
      open: true,
    });
    at += dash.length;
  }
  const key = hasColon(reader, at, next) ? matchAt(KEY, text, at) : undefined;
  if (key !== undefined) {
    enter(reader, { column: at - start, key: (key[1] ?? key[2] ?? key[3] ?? "").trimEnd() });
    at += key[0].length;
  }
  const top = reader.levels.at(-1);
  return top?.open ? readValue(reader, { at, next, column: top.column }) : next;
};

/** Behind the line's end. */
const lineEnd = (text: string, start: number): number => {
  const newline = text.indexOf("\n", start);
  return newline < 0 ? text.length : newline + 1;
};

const behindSpaces = (text: string, start: number): number => {
  let at = start;
  while (text.charCodeAt(at) === 0x20) at++;
  return at;
};

/** Marks between documents: `---`, `...`. */
const isParting = (text: string, at: number): boolean =>
  (text.startsWith("---", at) || text.startsWith("...", at)) && /^(?:\s|$)/.test(text.slice(at + 3, at + 4));

const isEmpty = (text: string, at: number, end: number): boolean =>
  at >= end || (/\s/.test(text[at] ?? "") && text.slice(at, end).trim() === "");

const dashAt = (text: string, at: number): string | undefined =>
  text[at] === "-" ? matchAt(DASH, text, at)?.[0] : undefined;

/** Most lines of a text have none, and none of them is a key. */
const hasColon = (reader: Reader, at: number, end: number): boolean => {
  if (reader.colon < at) {
    const colon = reader.text.indexOf(":", at);
    reader.colon = colon < 0 ? reader.text.length : colon;
  }
  return reader.colon < end;
};

const matchAt = (regex: RegExp, text: string, at: number): RegExpExecArray | undefined => {
  regex.lastIndex = at;
  return regex.exec(text) ?? undefined;
};

const closeAbove = ({ levels }: Reader, column: number): void => {
  while (levels.length > 0 && (levels.at(-1)?.column ?? 0) > column) levels.pop()?.fields.close();
};

const enter = (reader: Reader, { column, key }: { readonly column: number; readonly key: string }): void => {
  closeAbove(reader, column);
  const top = reader.levels.at(-1);
  if (top?.column === column) {
    top.key = key;
    top.open = true;
  } else reader.levels.push({ column, key, fields: createFields(reader.sink.emit), open: true });
};

interface Value {
  readonly at: number;
  /** Offset of the next line. */
  readonly next: number;
  readonly column: number;
}

const BEFORE_VALUE = /(?:[ \t]+|&[^\s,{}[\]]{1,100}(?=\s)|![^\s,{}[\]]{0,100}(?=\s))*/y;
const BLOCK = /[|>][-+\d]{0,3}[ \t]*(?:#[^\r\n]*)?\r?\n/y;

/** `!Ref Password1` of CloudFormation, `!secret name` of Home Assistant: a tag that is no type of YAML makes another value of what follows. */
const MADE = /(?:^|\s)!(?!!|<|unsafe\b)\w/;

const readValue = (reader: Reader, { at, next, column }: Value): number => {
  const { text, span } = reader;
  const before = matchAt(BEFORE_VALUE, text, at)?.[0] ?? "";
  const start = at + before.length;
  if (MADE.test(before)) return behindMade(reader, { at: start, next });
  const block = matchAt(BLOCK, text, start);
  if (block !== undefined) return readBlock(reader, { at: start + block[0].length, next, column });
  if (text[start] === "[" || (text[start] === "{" && text[start + 1] !== "{")) {
    const part = { text, span: { start, end: span.end }, path: pathOf(reader) };
    return lineAfter(text, readFlow(part, reader.sink), next);
  }
  const quoted = findQuoted(text, start, span.end);
  if (quoted !== undefined) {
    add(reader, { start: quoted.start, end: quoted.end }, () => ({ value: meaningOf(text, quoted), quoted: true }));
    return lineAfter(text, quoted.next, next);
  }
  const written = withoutComment(text.slice(start, next), /[ \t]#/);
  if (written !== "" && !/^[#*!]/.test(written))
    add(reader, { start, end: start + written.length }, () => ({ value: written, quoted: false }));
  return next;
};

/** Behind a list or a map on its lines; a block ends by its indentation. */
const behindMade = (reader: Reader, { at, next }: Omit<Value, "column">): number => {
  const { text, span } = reader;
  const top = reader.levels.at(-1);
  if (top !== undefined) top.open = false;
  if (text[at] !== "[" && text[at] !== "{") return next;
  const part = { text, span: { start: at, end: span.end }, path: [] };
  return lineAfter(text, readFlow(part, { emit: () => undefined, asked: new Set() }), next);
};

const pathOf = ({ path, levels }: Reader): readonly string[] =>
  [...path, ...levels.flatMap(({ key }) => (key === undefined ? [] : [key]))].slice(-DEEPEST);

/** A value of the key at hand: it is made when somebody may want it. */
const add = (reader: Reader, span: Span, read: () => Pick<Entry, "value" | "quoted">): void => {
  const { levels, sink } = reader;
  const top = levels.at(-1);
  if (top !== undefined) top.open = false;
  if (!isWanted(reader, span.start)) return;
  const entry = { path: pathOf(reader), span, ...read() };
  if (top?.key === undefined) sink.emit(entry);
  else top.fields.add(entry);
};

/** One of the last keys may be a name, or tells of its neighbours. */
const isWanted = ({ path, levels, sink }: Reader, start: number): boolean => {
  if (sink.asked.has(start)) return true;
  let keys = 0;
  for (let index = levels.length - 1; index >= 0 && keys < 3; index--) {
    const key = levels[index]?.key;
    if (key === undefined) continue;
    if ((keyTraits(key) & (keys === 0 ? ANY : TRAITS.says)) !== 0) return true;
    keys++;
  }
  return keys < 3 && (pathSays(path) & LAST_THREE) !== 0;
};
const ANY = TRAITS.says | TRAITS.name | TRAITS.value | TRAITS.sensitive;

const lineAfter = (text: string, at: number, least: number): number => {
  const newline = text.indexOf("\n", at);
  return Math.max(least, newline < 0 ? text.length : newline + 1);
};

/** A literal or folded block: all lines that stand deeper than its key. One line is the value, more are a document. */
const readBlock = (reader: Reader, { at, next, column }: Value): number => {
  const { text, span } = reader;
  let end = Math.max(at, next);
  while (end < span.end) {
    const after = lineEnd(text, end);
    const first = behindSpaces(text, end);
    if (first - end <= column && !isEmpty(text, first, after)) break;
    end = after;
  }
  end = Math.min(end, span.end);
  const body = text.slice(at, end);
  const only = body.trim();
  const start = at + body.indexOf(only);
  if (/[\r\n]/.test(only)) reader.nested({ text, span: { start: at, end }, path: pathOf(reader) });
  else add(reader, { start, end: start + only.length }, () => ({ value: only, quoted: true }));
  return Math.max(end, next);
};

import { createFields, DEEPEST, type Entry, type Fields, type Part, type Sink } from "./entry.ts";
import { readFlow } from "./read-flow.ts";
import { readQuoted, withoutComment } from "./scalar.ts";

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
}

const KEY =
  /(?:"((?:[^"\\\r\n]|\\.){0,200})"|'([^'\r\n]{0,200})'|([^\s#"'{}[\],&*!|>%@`-][^:#\r\n]{0,200}|-[^\s:#\r\n][^:#\r\n]{0,200}))[ \t]*:(?=[ \t\r\n]|$)/y;
const DASH = /-[ \t]+(?=\S)|-(?=[ \t]*(?:[\r\n]|$))/y;
const LINE = /[^\n]*\n?/y;

/** Block style of YAML (https://yaml.org/spec/1.2.2), by indentation and line by line: nothing in it ends the reading. */
export const readYaml = (part: Part, { sink, nested }: Pick<Reader, "sink" | "nested">): void => {
  const reader: Reader = { ...part, sink, nested, levels: [] };
  for (let at = part.span.start; at < part.span.end; ) at = readLine(reader, at);
  closeAbove(reader, -1);
};

/** Returns the offset of the next line to read. */
const readLine = (reader: Reader, start: number): number => {
  const { text, span } = reader;
  LINE.lastIndex = start;
  const line = LINE.exec(text)?.[0] ?? "";
  const next = Math.min(span.end, start + Math.max(1, line.length));
  let at = start + (/^[ ]*/.exec(line)?.[0].length ?? 0);
  if (/^(?:---|\.\.\.)(?:\s|$)/.test(line)) closeAbove(reader, -1);
  if (/^(?:#|---|\.\.\.|%)|^\s*$/.test(text.slice(at, next))) return next;
  for (let dash = matchAt(DASH, text, at); dash !== undefined; dash = matchAt(DASH, text, at)) {
    closeAbove(reader, at - start);
    reader.levels.push({
      column: at - start + 0.5,
      key: undefined,
      fields: createFields(reader.sink.emit),
      open: true,
    });
    at += dash[0].length;
  }
  const key = matchAt(KEY, text, at);
  if (key !== undefined) {
    enter(reader, { column: at - start, key: (key[1] ?? key[2] ?? key[3] ?? "").trimEnd() });
    at += key[0].length;
  }
  const top = reader.levels.at(-1);
  return top?.open ? readValue(reader, { at, next, column: top.column }) : next;
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
  if (top?.column === column) Object.assign(top, { key, open: true });
  else reader.levels.push({ column, key, fields: createFields(reader.sink.emit), open: true });
};

interface Value {
  readonly at: number;
  /** Offset of the next line. */
  readonly next: number;
  readonly column: number;
}

const BEFORE_VALUE = /(?:[ \t]+|&[^\s,{}[\]]{1,100}(?=\s)|![^\s,{}[\]]{0,100}(?=\s))*/y;
const BLOCK = /[|>][-+\d]{0,3}[ \t]*(?:#[^\r\n]*)?\r?\n/y;

const readValue = (reader: Reader, { at, next, column }: Value): number => {
  const { text, span } = reader;
  const start = at + (matchAt(BEFORE_VALUE, text, at)?.[0].length ?? 0);
  const block = matchAt(BLOCK, text, start);
  if (block !== undefined) return readBlock(reader, { at: start + block[0].length, next, column });
  const path = pathOf(reader);
  if (/^(?:\{(?!\{)|\[)/.test(text.slice(start, start + 2)))
    return lineAfter(text, readFlow({ text, span: { start, end: span.end }, path }, reader.sink), next);
  const quoted = readQuoted(text, { start, end: span.end });
  if (quoted !== undefined) {
    add(reader, { ...quoted, path });
    return lineAfter(text, quoted.next, next);
  }
  const written = withoutComment(text.slice(start, next), /[ \t]#/);
  if (written !== "" && !written.startsWith("#") && !/^[*!]/.test(written))
    add(reader, { path, span: { start, end: start + written.length }, value: written, quoted: false });
  return next;
};

const pathOf = ({ path, levels }: Reader): readonly string[] =>
  [...path, ...levels.flatMap(({ key }) => (key === undefined ? [] : [key]))].slice(-DEEPEST);

const add = ({ levels, sink }: Reader, entry: Entry): void => {
  const top = levels.at(-1);
  if (top !== undefined) top.open = false;
  if (top?.key === undefined) sink.emit(entry);
  else top.fields.add(entry);
};

const lineAfter = (text: string, at: number, least: number): number => {
  const newline = text.indexOf("\n", at);
  return Math.max(least, newline < 0 ? text.length : newline + 1);
};

/** A literal or folded block: all lines that stand deeper than its key. One line is the value, more are a document. */
const readBlock = (reader: Reader, { at, next, column }: Value): number => {
  const { text, span } = reader;
  let end = Math.max(at, next);
  for (;;) {
    const line = matchAt(LINE, text, end)?.[0] ?? "";
    const deep = /^\s*$/.test(line) || (/^[ ]*/.exec(line)?.[0].length ?? 0) > column;
    if (line === "" || end >= span.end || !deep) break;
    end += line.length;
  }
  end = Math.min(end, span.end);
  const body = text.slice(at, end);
  const path = pathOf(reader);
  const only = body.trim();
  const start = at + body.indexOf(only);
  if (/[\r\n]/.test(only)) reader.nested({ text, span: { start: at, end }, path });
  else add(reader, { path, span: { start, end: start + only.length }, value: only, quoted: true });
  return Math.max(end, next);
};

import type { Span } from "../../domain/finding.ts";
import { createFields, type Emit, type Part, type Sink } from "./entry.ts";
import { readFlow } from "./read-flow.ts";
import { bytesOf, readQuoted, type Scalar, withoutComment } from "./scalar.ts";

const SECTION = /[ \t]*\[{1,2}[ \t]*([^\]\r\n]{1,200})\]{1,2}[ \t]*(?:[#;][^\r\n]*)?(?:\r?\n|$)/y;
const KEY =
  /[ \t]*(?:export[ \t]+)?(?:"([^"\r\n]{1,200})"|'([^'\r\n]{1,200})'|([\w.$@/:-]{0,199}[\w$@/-]))[ \t]*[=:][ \t]*/y;
/** A value that begins on the line after its key. */
const CONTINUED = /(?:\\\r?\n[ \t]*){1,9}/y;
const LINE = /[^\n]*\n?/y;

/** Sections, and keys with `=` or `:`: ini, properties, toml, env. */
export const readLines = ({ text, span, path }: Part, sink: Sink): void => {
  let section: readonly string[] = [];
  let fields = createFields(sink.emit);
  for (let at = span.start; at < span.end; ) {
    const head = matchAt(SECTION, text, at);
    const key = head === undefined ? matchAt(KEY, text, at) : undefined;
    const next = lineAfter(text, at, span.end);
    if (head !== undefined) {
      fields.close();
      fields = createFields(sink.emit);
      section = [(head[1] ?? "").replace(/["']/g, "").trim()];
    }
    if (key === undefined) {
      at = next;
      continue;
    }
    const name = key[1] ?? key[2] ?? key[3] ?? "";
    const start = at + key[0].length;
    at = readValue({ text, path: [...path, ...section, name], start, next, end: span.end }, { add: fields.add, sink });
  }
  fields.close();
};

interface Value {
  readonly text: string;
  readonly path: readonly string[];
  readonly start: number;
  readonly next: number;
  readonly end: number;
}

/** Returns the offset of the next line to read. */
const readValue = (
  { text, path, start, next, end }: Value,
  { add, sink }: { readonly add: Emit; readonly sink: Sink },
): number => {
  if (/[{[]/.test(text[start] ?? "") && !/^\{\{/.test(text.slice(start, start + 2))) {
    const closed = readFlow({ text, span: { start, end: Math.min(end, start + 64 * 1024) }, path }, sink);
    return Math.max(next, lineAfter(text, closed - 1, end));
  }
  const scalar = readQuoted(text, { start, end }) ?? bare(text, { start, end: next });
  if (scalar.value !== "") add({ path, span: scalar.span, value: scalar.value, quoted: scalar.quoted });
  return Math.max(next, lineAfter(text, scalar.next - 1, end));
};

/** To the end of the line, or of the line that does not end in a backslash (java.util.Properties, load). */
const bare = (text: string, line: Span): Scalar => {
  const start = line.start + (matchAt(CONTINUED, text, line.start)?.[0].length ?? 0);
  const end = start === line.start ? line.end : lineAfter(text, start, text.length);
  const written = withoutComment(text.slice(start, end), /[ \t][#;]/);
  return {
    value: /\\u[0-9a-fA-F]{4}/.test(written)
      ? written.replace(/\\u([0-9a-fA-F]{4})/g, (_all, code) => bytesOf(Number.parseInt(code, 16)))
      : written,
    span: { start, end: start + written.length },
    quoted: false,
    next: Math.max(start + 1, end),
  };
};

const matchAt = (regex: RegExp, text: string, at: number): RegExpExecArray | undefined => {
  regex.lastIndex = at;
  return regex.exec(text) ?? undefined;
};

const lineAfter = (text: string, at: number, end: number): number => {
  LINE.lastIndex = Math.max(0, at);
  return Math.min(end, Math.max(at + 1, at + (LINE.exec(text)?.[0].length ?? 1)));
};

import type { Span } from "../../domain/finding.ts";
import { createFields, type Emit, type Part, type Sink } from "./entry.ts";
import { keyTraits, pathSays } from "./key-traits.ts";
import { readFlow } from "./read-flow.ts";
import { bytesOf, findQuoted, meaningOf, withoutComment } from "./scalar.ts";

const SECTION = /[ \t]*\[{1,2}[ \t]*([^\]\r\n]{1,200})\]{1,2}[ \t]*(?:[#;][^\r\n]*)?(?:\r?\n|$)/y;
const KEY =
  /[ \t]*(?:export[ \t]+)?(?:"([^"\r\n]{1,200})"|'([^'\r\n]{1,200})'|([\w.$@/:\x80-\xff-]{0,199}[\w$@/\x80-\xff-]))[ \t]*[=:][ \t]*/y;
/** A value that begins on the line after its key. */
const CONTINUED = /(?:\\\r?\n[ \t]*){1,9}/y;

/** Sections, and keys with `=` or `:`: ini, properties, toml, env. */
export const readLines = ({ text, span, path }: Part, sink: Sink): void => {
  let above = path;
  let fields = createFields(sink.emit);
  for (let at = span.start; at < span.end; ) {
    const next = lineAfter(text, at, span.end);
    const first = firstOf(text, at);
    const head = first === OPEN_BRACKET ? matchAt(SECTION, text, at) : undefined;
    const key = head === undefined && KEY_STARTS[first] === 1 ? matchAt(KEY, text, at) : undefined;
    if (head !== undefined) {
      fields.close();
      fields = createFields(sink.emit);
      above = [...path, (head[1] ?? "").replace(/["']/g, "").trim()];
    }
    if (key === undefined) {
      at = next;
      continue;
    }
    const name = key[1] ?? key[2] ?? key[3] ?? "";
    const start = at + key[0].length;
    at = readValue({ text, above, name, start, next, end: span.end }, { add: fields.add, sink });
  }
  fields.close();
};

const OPEN_BRACKET = 0x5b;
/** By character code: 1 for what a key, its quotes or the word before it may begin with. */
const KEY_STARTS = Uint8Array.from({ length: 256 }, (_, code) =>
  /[\w.$@/:"'\x80-\xff-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** The first character that is no blank. */
const firstOf = (text: string, start: number): number => {
  let at = start;
  while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at++;
  return text.charCodeAt(at);
};

interface Value {
  readonly text: string;
  /** The keys above, and its own. */
  readonly above: readonly string[];
  readonly name: string;
  readonly start: number;
  readonly next: number;
  readonly end: number;
}

/** Returns the offset of the next line to read. */
const readValue = (value: Value, { add, sink }: { readonly add: Emit; readonly sink: Sink }): number => {
  const { text, above, name, start, next, end } = value;
  const first = text[start];
  if (first === "[" || (first === "{" && text[start + 1] !== "{")) {
    const part = { text, span: { start, end: Math.min(end, start + 64 * 1024) }, path: [...above, name] };
    const closed = readFlow(part, sink);
    return Math.max(next, lineAfter(text, closed - 1, end));
  }
  // `$'x'` of shells.
  const quoted = findQuoted(text, text.startsWith("$'", start) ? start + 1 : start, end);
  const [written, behind] = quoted === undefined ? bareSpan(text, { start, end: next }) : [quoted, quoted.next];
  if (written.end > written.start && isWanted(value, { start: written.start, asked: sink.asked })) {
    const said = quoted === undefined ? bareValue(text, written) : meaningOf(text, quoted);
    const span = { start: written.start, end: written.end };
    if (said !== "") add({ path: [...above, name], span, value: said, quoted: quoted !== undefined });
  }
  return Math.max(next, lineAfter(text, behind - 1, end));
};

/** Most values are not: nothing is made of them. */
const isWanted = (
  { above, name }: Value,
  { start, asked }: { readonly start: number } & Pick<Sink, "asked">,
): boolean => keyTraits(name) !== 0 || (pathSays(above) & LAST_TWO) !== 0 || asked.has(start);

const LAST_TWO = 3;

/** To the end of the line, or of the line that does not end in a backslash (java.util.Properties, load); and where it goes on. */
const bareSpan = (text: string, line: Span): readonly [Span, number] => {
  const start = line.start + (text[line.start] === "\\" ? (matchAt(CONTINUED, text, line.start)?.[0].length ?? 0) : 0);
  const end = start === line.start ? line.end : lineAfter(text, start, text.length);
  const written = withoutComment(text.slice(start, end), /[ \t][#;]/);
  return [{ start, end: start + written.length }, Math.max(start + 1, end)];
};

const bareValue = (text: string, { start, end }: Span): string =>
  text.slice(start, end).replace(/\\u([0-9a-fA-F]{4})/g, (_all, code) => bytesOf(Number.parseInt(code, 16)));

const matchAt = (regex: RegExp, text: string, at: number): RegExpExecArray | undefined => {
  regex.lastIndex = at;
  return regex.exec(text) ?? undefined;
};

const lineAfter = (text: string, from: number, end: number): number => {
  const at = Math.max(0, from);
  const newline = text.indexOf("\n", at);
  return Math.min(end, Math.max(from + 1, newline < 0 ? text.length : newline + 1));
};

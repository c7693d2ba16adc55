import type { FlowReader } from "../kernel/kernel.ts";
import { askFlow } from "./ask-flow.ts";
import { type Entry, LONGEST, mayMatter, type Part, SHORTEST, type Sink } from "./entry.ts";
import { readFlow } from "./read-flow.ts";
import { readLines } from "./read-lines.ts";
import { readXml } from "./read-xml.ts";
import { readYaml } from "./read-yaml.ts";

/** More values of one document are not read by structure. */
const MOST_ENTRIES = 100_000;
/** A document in a block of a document in a block. */
const DEEPEST_BLOCK = 3;
/** No file of settings sets one key so often. */
const MANY = 10;

interface Options {
  /** Offsets of values that are wanted whatever their keys are. */
  readonly asked?: ReadonlySet<number>;
  /** Reads JSON faster than the reader that is here. */
  readonly flow?: FlowReader | undefined;
}

/** The values of a document that may be secrets, whatever its format, and those that are asked for. `text` is latin1. */
export const readEntries = (text: string, { asked = new Set(), flow }: Options = {}): readonly Entry[] => {
  const entries: Entry[] = [];
  const take = (entry: Entry): void => {
    const { length } = entry.value;
    if (length >= SHORTEST && length <= LONGEST && entries.length < MOST_ENTRIES) entries.push(entry);
  };
  const emit = (entry: Entry): void => {
    if (mayMatter(entry) || asked.has(entry.span.start)) take(entry);
  };
  const whole = { text, span: { start: 0, end: text.length }, path: [] };
  if (flow !== undefined && formatOf(whole) === "flow") {
    if (askFlow(flow, text, { emit: take, asked })) return entries;
    entries.length = 0;
  }
  readPart(whole, { sink: { emit, asked }, depth: 0 });
  return entries;
};

const readPart = (part: Part, { sink, depth }: { readonly sink: Sink; readonly depth: number }): void => {
  const nested = (inner: Part): void => {
    if (depth < DEEPEST_BLOCK) readPart(inner, { sink, depth: depth + 1 });
  };
  const format = formatOf(part);
  if (format === "flow") readDocuments(part, sink);
  else if (format === "xml") readXml(part, sink.emit);
  else if (format === "yaml") readYaml(part, { sink, nested });
  else readSettings(part, sink);
};

const readSettings = (part: Part, { emit, asked }: Sink): void => {
  const counts = new Map<string, number>();
  const entries: Entry[] = [];
  const gather = (entry: Entry): void => {
    if (!mayMatter(entry)) {
      emit(entry);
      return;
    }
    const key = entry.path.join("\n");
    counts.set(key, (counts.get(key) ?? 0) + 1);
    entries.push(entry);
  };
  readLines(part, { emit: gather, asked });
  for (const entry of entries)
    emit((counts.get(entry.path.join("\n")) ?? 0) < MANY ? entry : { ...entry, repeated: true });
};

/** JSON, one document or one a line. */
const readDocuments = ({ text, span, path }: Part, sink: Sink): void => {
  let at = span.start;
  while (at < span.end) {
    BRACKET.lastIndex = at;
    const start = BRACKET.exec(text)?.index ?? span.end;
    if (start >= span.end) return;
    at = readFlow({ text, span: { start, end: span.end }, path }, sink);
  }
};

const BRACKET = /[{[]/g;

/** How much of the document decides. */
const HEAD = 16 * 1024;
const YAML_LINE =
  /^[ ]*(?:- +)?(?:[\w.$/-]{1,100}|"[^"\r\n]{1,100}"|'[^'\r\n]{1,100}')[ \t]*:(?:[ \t]+\S|[ \t]*\r?$)/gm;
const EQUALS_LINE = /^[ \t]*(?:export[ \t]+)?[\w.$-]{1,100}[ \t]*=/gm;
/** Lines of a log that begin with one word: a map has each key once. */
const SAME_KEY = /^([\w.-]{1,60}:)[^\n]*(?:\n\1[^\n]*){9}/m;

const formatOf = ({ text, span }: Part): "flow" | "xml" | "yaml" | "lines" => {
  const head = text.slice(span.start, Math.min(span.end, span.start + HEAD));
  const body = head.replace(/^(?:\xef\xbb\xbf)?(?:\s+|\/\/[^\n]*\n|\/\*[^*]*\*\/)*/, "");
  if (/^(?:\{(?!\{|%)|\[\s*(?:[{["'\]]|-?\d))/.test(body)) return "flow";
  if (/^<[?!A-Za-z]/.test(body)) return "xml";
  if (/^\[{1,2}[^\]\r\n]{1,200}\]{1,2}[ \t]*\r?$/m.test(head)) return "lines";
  if (SAME_KEY.test(head)) return "lines";
  const yaml = head.match(YAML_LINE)?.length ?? 0;
  return yaml > 0 && yaml >= (head.match(EQUALS_LINE)?.length ?? 0) ? "yaml" : "lines";
};

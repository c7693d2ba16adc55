import type { Emit, Entry, Part } from "./entry.ts";
import { readFlow } from "./read-flow.ts";
import { readLines } from "./read-lines.ts";
import { readXml } from "./read-xml.ts";
import { readYaml } from "./read-yaml.ts";
import { mayMatter } from "./value-kind.ts";

/** More values of one document are not read by structure. */
const MOST_ENTRIES = 100_000;
/** Shorter values are placeholders, longer ones are documents; base64 of the longest secret has so many characters. */
const [SHORTEST, LONGEST] = [3, 540];
/** A document in a block of a document in a block. */
const DEEPEST_BLOCK = 3;
/** No file of settings sets one key so often. */
const MANY = 10;

/**
 * The values of a document that may be secrets, whatever its format, and those that begin at an offset of `asked`.
 * `text` is latin1.
 */
export const readEntries = (text: string, asked: ReadonlySet<number> = new Set()): readonly Entry[] => {
  const entries: Entry[] = [];
  const emit: Emit = (entry) => {
    const { length } = entry.value;
    if (length < SHORTEST || length > LONGEST || entries.length >= MOST_ENTRIES) return;
    if (mayMatter(entry) || asked.has(entry.span.start)) entries.push(entry);
  };
  readPart({ text, span: { start: 0, end: text.length }, path: [] }, { emit, depth: 0 });
  return entries;
};

const readPart = (part: Part, { emit, depth }: { readonly emit: Emit; readonly depth: number }): void => {
  const nested = (inner: Part): void => {
    if (depth < DEEPEST_BLOCK) readPart(inner, { emit, depth: depth + 1 });
  };
  const format = formatOf(part);
  if (format === "flow") readDocuments(part, emit);
  else if (format === "xml") readXml(part, emit);
  else if (format === "yaml") readYaml(part, { emit, nested });
  else readSettings(part, emit);
};

const readSettings = (part: Part, emit: Emit): void => {
  const counts = new Map<string, number>();
  const entries: Entry[] = [];
  readLines(part, (entry) => {
    if (!mayMatter(entry)) return emit(entry);
    const key = entry.path.join("\n");
    counts.set(key, (counts.get(key) ?? 0) + 1);
    entries.push(entry);
  });
  for (const entry of entries)
    emit((counts.get(entry.path.join("\n")) ?? 0) < MANY ? entry : { ...entry, repeated: true });
};

/** JSON, one document or one a line. */
const readDocuments = ({ text, span, path }: Part, emit: Emit): void => {
  let at = span.start;
  while (at < span.end) {
    const offset = text.slice(at, span.end).search(/[{[]/);
    if (offset < 0) return;
    at = readFlow({ text, span: { start: at + offset, end: span.end }, path }, emit);
  }
};

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
  if (/^[ \t]*\[{1,2}[^\]\r\n]{1,200}\]{1,2}[ \t]*\r?$/m.test(head)) return "lines";
  if (SAME_KEY.test(head)) return "lines";
  const yaml = head.match(YAML_LINE)?.length ?? 0;
  return yaml > 0 && yaml >= (head.match(EQUALS_LINE)?.length ?? 0) ? "yaml" : "lines";
};

import type { DocumentInfo, Span } from "../../domain/finding.ts";
import { type NameKind, nameKind } from "../name-model.ts";
import { looksRandom, passwordStrength } from "../value-model.ts";
import type { Emit } from "./entry.ts";

/** Files of rows whose columns have names: dumps of databases, and lists that spreadsheets and password managers write. */
const TABLE = /\.(?:sql|csv|tsv)(?:\.(?:gz|xz|bz2|zst))?$/i;

export const isTable = ({ kind, path }: DocumentInfo): boolean => kind === "file" && TABLE.test(path);

/** What is in the columns that are named as secrets. The path of an entry is the column. `text` is latin1. */
export const readTable = (path: string, { text, emit }: { readonly text: string; readonly emit: Emit }): void => {
  if (/\.sql(?:\.\w{2,3})?$/i.test(path)) readSql(text, emit);
  else readSheet(text, emit);
};

interface Column {
  readonly name: string;
  readonly kind: NameKind | undefined;
}

interface Field extends Span {
  readonly quoted: boolean;
}

const columnOf = (written: string): Column => {
  const name = written.trim().replace(/^["'`[]+|["'`\]]+$/g, "");
  return { name, kind: nameKind(name) };
};

/** Columns as a statement lists them; undefined where none is of secrets. */
const columnsOf = (list: readonly string[]): readonly Column[] | undefined => {
  const columns = list.map(columnOf);
  return columns.some(({ kind }) => kind !== undefined) ? columns : undefined;
};

/** Labels, fields and roles stand in such columns too: of passwords a word does not count there, of tokens what is not random. */
const give = (
  text: string,
  { columns, fields, emit }: { columns: readonly Column[]; fields: readonly Field[]; emit: Emit },
): void => {
  for (const [index, { name, kind }] of columns.entries()) {
    const field = fields[index];
    if (kind === undefined || field === undefined) continue;
    const value = text.slice(field.start, field.end);
    const counts = looksRandom(value) || (kind === "password" && passwordStrength(value) === "mixed");
    if (counts) emit({ path: [name], span: { start: field.start, end: field.end }, value, quoted: field.quoted });
  }
};

const CREATE =
  /create\s{1,8}table\s{1,8}(?:if\s{1,4}not\s{1,4}exists\s{1,4})?([`"\w.[\]]{1,160})\s{0,8}\(([^;]{1,32768})/gi;
const DEFINED = /^[ \t]{0,40}([`"[]?[\w ]{1,64}?[`"\]]?)[ \t]{1,20}[A-Za-z]/gm;
const NO_COLUMN = /^(?:primary|unique|key|constraint|index|foreign|fulltext|spatial|check|exclude)$/i;
const INSERT =
  /(?:insert|replace)\s{1,8}(?:ignore\s{1,8})?into\s{1,8}([`"\w.[\]]{1,160})\s{0,8}(?:\(([^()]{1,8192})\)\s{0,8})?values\s{0,8}(?=\()/gi;
const COPY = /^copy[ \t]{1,4}\S{1,160}[ \t]{1,4}\(([^()\r\n]{1,8192})\)[ \t]{1,4}from[ \t]{1,4}stdin;\r?\n/gim;

/** Statements of mysqldump, pg_dump and what people write: the columns are in the statement, or in the one that made the table. */
const readSql = (text: string, emit: Emit): void => {
  const tables = new Map<string, readonly Column[] | undefined>();
  for (const [, table = "", body = ""] of text.matchAll(CREATE)) {
    const names = Array.from(body.matchAll(DEFINED), ([, name = ""]) => name).filter((name) => !NO_COLUMN.test(name));
    tables.set(table, columnsOf(names));
  }
  for (const found of text.matchAll(INSERT)) {
    const [all, table = "", list] = found;
    const columns = list === undefined ? tables.get(table) : columnsOf(list.split(","));
    if (columns !== undefined) readTuples(text, { from: found.index + all.length, columns, emit });
  }
  for (const found of text.matchAll(COPY)) {
    const columns = columnsOf((found[1] ?? "").split(","));
    const start = found.index + found[0].length;
    const end = text.indexOf("\n\\.", start - 1);
    if (columns !== undefined)
      readRows(text, { span: { start, end: end < 0 ? text.length : end }, columns, emit, by: "\t" });
  }
};

/** A string with its quotes doubled or escaped, or what stands there without. */
const LITERAL = /\s*(?:[NEX]?'((?:[^'\\]|''|\\.)*)'|([^',()]{0,400}(?:\([^()]{0,400}\)[^',()]{0,400})?))\s*/y;

/** `(1, 'x'), (2, 'y');` */
const readTuples = (
  text: string,
  { from, columns, emit }: { from: number; columns: readonly Column[]; emit: Emit },
): void => {
  let at = from;
  while (text[at] === "(") {
    const fields: Field[] = [];
    do {
      LITERAL.lastIndex = at + 1;
      const found = LITERAL.exec(text);
      if (found === null) return;
      const quoted = found[1] !== undefined;
      const start = text.indexOf(found[1] ?? found[2] ?? "", at + 1);
      fields.push({ start, end: start + (found[1] ?? found[2] ?? "").trimEnd().length, quoted });
      at = LITERAL.lastIndex;
    } while (text[at] === ",");
    if (text[at] !== ")") return;
    give(text, { columns, fields, emit });
    const next = /\)\s{0,8},\s{0,8}(?=\()/y;
    next.lastIndex = at;
    if (!next.test(text)) return;
    at = next.lastIndex;
  }
};

interface Rows {
  readonly span: Span;
  readonly columns: readonly Column[];
  readonly emit: Emit;
  /** What stands between two fields. */
  readonly by: string;
}

const readRows = (text: string, { span, columns, emit, by }: Rows): void => {
  for (let at = span.start; at < span.end; ) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 || newline > span.end ? span.end : newline;
    give(text, { columns, fields: fieldsOf(text, { start: at, end, by }), emit });
    at = end + 1;
  }
};

/** Of one line (RFC 4180): in quotes, or up to the next separator. */
const fieldsOf = (text: string, { start, end, by }: Span & { readonly by: string }): readonly Field[] => {
  const fields: Field[] = [];
  for (let at = start; at <= end; ) {
    const quoted = text[at] === '"';
    const close = quoted ? text.indexOf(`"`, at + 1) : -1;
    const next = text.indexOf(by, close < 0 ? at : close);
    const stop = next < 0 || next > end ? end : next;
    const last = close < 0 || close > stop ? stop : close;
    const from = close < 0 || close > stop ? at : at + 1;
    fields.push({ start: from, end: text[last - 1] === "\r" ? last - 1 : last, quoted });
    at = stop + 1;
  }
  return fields;
};

const SEPARATORS = [",", ";", "\t"];

const readSheet = (text: string, emit: Emit): void => {
  const newline = text.indexOf("\n");
  if (newline < 0 || newline > 8192) return;
  const head = text.slice(0, newline).replace(/^\xef\xbb\xbf/, "");
  const by = SEPARATORS.find((separator) => head.includes(separator));
  const columns = by === undefined ? undefined : columnsOf(head.split(by));
  if (by !== undefined && columns !== undefined)
    readRows(text, { span: { start: newline + 1, end: text.length }, columns, emit, by });
};

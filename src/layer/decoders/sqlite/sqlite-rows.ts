import { type SqliteCell, sqliteBtrees } from "./sqlite-btree.ts";
import { readColumns } from "./sqlite-columns.ts";
import type { SqlitePages } from "./sqlite-pages.ts";
import { readRecord, type SqliteValue } from "./sqlite-record.ts";

export interface SqliteRow {
  /** Undefined: of a page that was freed. */
  readonly table: string | undefined;
  /** The row id, or where the row stands when its table has none. */
  readonly id: string;
  /** Without those that are NULL. */
  readonly values: readonly NamedValue[];
}

export interface NamedValue extends SqliteValue {
  /** `column1` when nobody knows. */
  readonly name: string;
}

export interface SqliteRowsEnd {
  /** Places where rows may be lost. */
  readonly damaged: number;
}

/**
 * The rows of all tables of a database, or of those that are wanted, and then, when all are, those of freed pages. It
 * reads every page at most once, whatever the pages say, and throws nothing.
 */
export function* sqliteRows(
  file: SqlitePages,
  wanted?: (table: string) => boolean,
): Generator<SqliteRow, SqliteRowsEnd> {
  const trees = sqliteBtrees(file);
  let unreadable = 0;
  const toRow = ({ rowid, payload }: SqliteCell, { table, id, names, key }: Place): SqliteRow | undefined => {
    const record = readRecord(payload, file.encoding);
    if (record === undefined) return undefined;
    const values = record.map((value, n) => ({ ...value, name: names[n] ?? `column${n + 1}` }));
    const known = values.filter(({ kind }) => kind !== "null");
    const number = key === undefined || rowid === undefined ? [] : [numbered(key, rowid)];
    return { table, id, values: [...number, ...known.filter(({ name }) => name !== key)] };
  };
  const tables = [...trees.cells(1)].flatMap(({ payload }) => tableOf(readRecord(payload, file.encoding)) ?? []);
  for (const { name, root, sql } of tables) {
    if (wanted?.(name) === false) continue;
    const { names, rowid: key } = readColumns(sql);
    let count = 0;
    for (const cell of trees.cells(root)) {
      const row = toRow(cell, { table: name, id: cell.rowid ?? `row-${++count}`, names, key });
      if (row === undefined) unreadable++;
      else yield row;
    }
  }
  if (wanted !== undefined) return { damaged: trees.damaged() + unreadable };
  for (const cell of trees.freed()) {
    const row = toRow(cell, { table: undefined, id: `page-${cell.page}/${cell.rowid}`, names: [], key: undefined });
    if (row !== undefined && row.values.length > 0) yield row;
  }
  return { damaged: trees.damaged() + unreadable };
}

interface Place {
  readonly table: string | undefined;
  readonly id: string;
  readonly names: readonly string[];
  readonly key: string | undefined;
}

const numbered = (name: string, rowid: string): NamedValue => ({ name, kind: "number", bytes: Buffer.from(rowid) });

interface Table {
  readonly name: string;
  readonly root: number;
  readonly sql: string;
}

/** A row of the schema (file format, 2.6): type, name, tbl_name, rootpage, sql. Virtual tables have no root. */
const tableOf = (record: readonly SqliteValue[] | undefined): Table | undefined => {
  const [type, name, , root, sql] = (record ?? []).map(({ bytes }) => bytes);
  const number = Number(root?.toString("latin1"));
  if (type?.toString("latin1") !== "table" || name === undefined || !(number > 1)) return undefined;
  return { name: name.toString("utf8"), root: number, sql: sql?.toString("utf8") ?? "" };
};

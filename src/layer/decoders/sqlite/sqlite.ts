import type { Decoder, Inside } from "../decoder.ts";
import { startsWith } from "../starts-with.ts";
import { readSegments, SQLITE_MAGIC, sqlitePages } from "./sqlite-pages.ts";
import { type NamedValue, type SqliteRow, sqliteRows } from "./sqlite-rows.ts";

/**
 * Databases of SQLite: each row is a document `<table>/<row id>` of lines `column: value`, with values whole that stand
 * in several pages, and so are rows of pages that were freed. Blobs are documents of their own, `<table>/<row id>/<column>`:
 * they may be containers. All of the database is held in memory meanwhile, for rows stand in no order.
 */
export const sqlite: Decoder = {
  matches: (head) => startsWith(head, SQLITE_MAGIC),
  decode: async (reader, inside) => {
    if (inside.isWithin(sqlite))
      return inside.note("a database in a database: its rows are not read, scanned as it is");
    const most = inside.limits.heldBytes;
    const segments = await readSegments(reader, most);
    if (segments === undefined)
      return inside.note(`a database of more than ${most} bytes: its rows are not read, scanned as it is`);
    const file = sqlitePages(segments);
    if (file === undefined) return inside.note("the header of the database is damaged: scanned as it is");
    if (file.expected > file.count)
      inside.note(`the database ends early: ${file.expected - file.count} of its ${file.expected} pages are missing`);
    const rows = sqliteRows(file);
    for (;;) {
      const { value, done } = rows.next();
      if (done !== true) await tellRow(value, inside);
      else if (value.damaged === 0) return;
      else return inside.note(`the database is damaged in ${value.damaged} places: rows may be missing`);
    }
  },
};

const tellRow = async ({ table, id, values }: SqliteRow, inside: Inside): Promise<void> => {
  const path = `${table ?? "<freed pages>"}/${id}`;
  const [texts, blobs] = [values.filter(isText), values.filter((value) => !isText(value))];
  const key =
    texts
      .find(({ name }) => KEY.test(name))
      ?.bytes.subarray(0, LONGEST_KEY)
      .toString("latin1") ?? "";
  const lines = texts.flatMap(({ name, bytes }) => [
    Buffer.from(`${KEYED.test(name) && IDENTIFIER.test(key) ? key : name}: `),
    bytes,
    Buffer.from("\n"),
  ]);
  if (lines.length > 0) await inside.document(path, streamed(lines));
  for (const { name, bytes } of blobs) await inside.document(`${path}/${name}`, streamed([bytes]));
};

/** Tables of settings: what the value is of, the row says, not the name of its column. */
const KEY = /(?:^|_)(?:k|key|name|option|setting|property|param|parameter)$/i;
const KEYED = /(?:^|_)(?:v|val|value)$/i;
const LONGEST_KEY = 100;
const IDENTIFIER = /^[A-Za-z][\w.-]*$/;

/** Many a program writes text as a blob. */
const isText = ({ kind, bytes }: NamedValue): boolean => kind !== "blob" || (bytes.length < TEXT && isPlain(bytes));
const TEXT = 64 * 1024;
const isPlain = (bytes: Buffer): boolean => !/[^\t\n\r\x20-\x7e]/.test(bytes.toString("latin1"));

async function* streamed(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

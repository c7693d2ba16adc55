import { SQLITE_HEADER, type SqlitePages } from "./sqlite-pages.ts";
import { readVarint } from "./sqlite-record.ts";

/** What a cell holds: a record, and the number of its row in tables that have row ids. */
export interface SqliteCell {
  readonly rowid: string | undefined;
  readonly payload: Buffer;
}

/** Walks b-trees of one database (file format, 1.6). Each page is read once, however often it is pointed to. */
export interface SqliteBtrees {
  /** All cells of the tree whose root is given, in order. */
  cells(root: number): Generator<SqliteCell>;
  /** Those of pages that no tree has and that look like leaves of a table: what was deleted. To be asked for last. */
  freed(): Generator<SqliteCell & { readonly page: number }>;
  /** Places in trees that were damaged, or pointed to what is missing or was read before. */
  damaged(): number;
}

const INDEX_INTERIOR = 2;
const TABLE_INTERIOR = 5;
const INDEX_LEAF = 10;
const TABLE_LEAF = 13;
/** Of a tree, as SQLite has it (BTCURSOR_MAX_DEPTH). */
const DEEPEST = 20;

export const sqliteBtrees = (file: SqlitePages): SqliteBtrees => {
  const seen = new Uint8Array(file.count + 1);
  let damaged = 0;
  const take = (number: number): Buffer | undefined => {
    const page = seen[number] === 0 ? file.page(number) : undefined;
    if (page !== undefined) seen[number] = 1;
    return page;
  };
  const lost = (): undefined => {
    damaged++;
    return undefined;
  };

  function* cells(root: number): Generator<SqliteCell> {
    const path = [[root]];
    for (let level = path.at(-1); level !== undefined; level = path.at(-1)) {
      const number = level.pop();
      if (number === undefined) {
        path.pop();
        continue;
      }
      const page = path.length > DEEPEST ? undefined : take(number);
      const tree = page && readPage(page, number);
      if (tree === undefined) lost();
      else {
        yield* cellsOf(tree, { file, take, lost });
        path.push(children(tree).reverse());
      }
    }
  }
  function* freed(): Generator<SqliteCell & { readonly page: number }> {
    for (let number = 2; number <= file.count; number++) {
      const tree = seen[number] === 0 ? readPage(file.page(number) ?? Buffer.alloc(0), number) : undefined;
      if (tree?.kind !== TABLE_LEAF) continue;
      seen[number] = 1;
      for (const cell of cellsOf(tree, { file, take, lost: () => undefined })) yield { ...cell, page: number };
    }
  }
  return { cells, freed, damaged: () => damaged };
};

interface TreePage {
  readonly page: Buffer;
  readonly kind: number;
  /** Where its cells begin. */
  readonly pointers: readonly number[];
  readonly rightmost: number | undefined;
}

/** Undefined: it is no page of a b-tree. */
const readPage = (page: Buffer, number: number): TreePage | undefined => {
  const at = number === 1 ? SQLITE_HEADER : 0;
  const kind = page[at];
  if (kind === undefined || ![INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF].includes(kind)) return undefined;
  const isInterior = kind === INDEX_INTERIOR || kind === TABLE_INTERIOR;
  const start = at + (isInterior ? 12 : 8);
  const count = page.readUInt16BE(at + 3);
  if (start + count * 2 > page.length) return undefined;
  return {
    page,
    kind,
    pointers: Array.from({ length: count }, (_, n) => page.readUInt16BE(start + n * 2)),
    rightmost: isInterior ? page.readUInt32BE(at + 8) : undefined,
  };
};

const children = ({ page, pointers, rightmost }: TreePage): number[] =>
  rightmost === undefined
    ? []
    : [...pointers.filter((at) => at + 4 <= page.length).map((at) => page.readUInt32BE(at)), rightmost];

interface Walk {
  readonly file: SqlitePages;
  readonly take: (number: number) => Buffer | undefined;
  readonly lost: () => undefined;
}

/** Interior pages of an index hold records as well, those of a table none. */
function* cellsOf({ page, kind, pointers }: TreePage, walk: Walk): Generator<SqliteCell> {
  if (kind === TABLE_INTERIOR) return;
  // Cells do not overlap: more bytes than a page has are a trick.
  let rest = page.length;
  for (const pointer of pointers) {
    const cell = readCell(page, { kind, at: kind === INDEX_INTERIOR ? pointer + 4 : pointer });
    rest -= cell?.bytes ?? 0;
    if (cell === undefined || rest < 0) {
      walk.lost();
      if (rest < 0) return;
      continue;
    }
    const payload = wholePayload(cell, walk);
    if (payload !== undefined) yield { rowid: cell.rowid, payload };
  }
}

interface LocalCell {
  readonly rowid: string | undefined;
  readonly size: number;
  readonly local: Buffer;
  readonly overflow: number;
  /** Of the page. */
  readonly bytes: number;
}

const readCell = (
  page: Buffer,
  { kind, at }: { readonly kind: number; readonly at: number },
): LocalCell | undefined => {
  const size = readVarint(page, at);
  if (size === undefined) return undefined;
  const key = kind === TABLE_LEAF ? readRowid(page, size.end) : { rowid: undefined, end: size.end };
  const here = localBytes(size.value, { kind, usable: page.length });
  const end = key.end + here;
  if (end + (here < size.value ? 4 : 0) > page.length) return undefined;
  const overflow = here < size.value ? page.readUInt32BE(end) : 0;
  return { rowid: key.rowid, size: size.value, local: page.subarray(key.end, end), overflow, bytes: end - at };
};

/** A varint of 64 bits with a sign. */
const readRowid = (page: Buffer, start: number): { readonly rowid: string; readonly end: number } => {
  const small = readVarint(page, start);
  if (small !== undefined) return { rowid: String(small.value), end: small.end };
  let value = 0n;
  let at = start;
  for (; at < start + 9; at++) {
    const byte = BigInt(page[at] ?? 0);
    if (at === start + 8) value = (value << 8n) | byte;
    else value = (value << 7n) | (byte & 0x7fn);
    if (at < start + 8 && byte < 0x80n) break;
  }
  return { rowid: String(BigInt.asIntN(64, value)), end: Math.min(at, start + 8) + 1 };
};

/** How much of a payload stands in the cell (file format, 1.6, "the amount of payload that spills"). */
const localBytes = (size: number, { kind, usable }: { readonly kind: number; readonly usable: number }): number => {
  const most = kind === TABLE_LEAF ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (size <= most) return size;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fits = least + ((size - least) % (usable - 4));
  return fits <= most ? fits : least;
};

/** With what stands in its overflow pages; what there is of it when the chain is broken. */
const wholePayload = ({ size, local, overflow }: LocalCell, { file, take, lost }: Walk): Buffer | undefined => {
  if (local.length >= size) return local;
  if (size > file.count * file.usable) return lost();
  const parts = [local];
  let missing = size - local.length;
  for (let next = overflow; missing > 0; ) {
    const page = take(next);
    if (page === undefined) {
      lost();
      break;
    }
    const part = page.subarray(4, 4 + missing);
    parts.push(part);
    missing -= part.length;
    next = page.readUInt32BE(0);
  }
  return Buffer.concat(parts);
};

import type { ByteReader } from "../../byte-reader.ts";

/** A database of SQLite (file format, 1.2 and 1.3), its pages by number, from 1 on. */
export interface SqlitePages {
  /** Bytes of a page that hold content. */
  readonly usable: number;
  readonly encoding: "utf8" | "utf16le" | "utf16be";
  /** Pages that are at hand whole. */
  readonly count: number;
  /** Pages that the header tells of, at least `count`. */
  readonly expected: number;
  /** The usable bytes of it; undefined when it is not at hand. */
  page(number: number): Buffer | undefined;
}

export const SQLITE_MAGIC = "SQLite format 3\0";
/** Of the file, before the first b-tree page. */
export const SQLITE_HEADER = 100;
const SMALLEST_PAGE = 512;
/** No page is larger, and each has a power of two: none stands in two segments. */
const SEGMENT = 65_536;

/** Undefined: its header is damaged. */
export const sqlitePages = (segments: readonly Buffer[]): SqlitePages | undefined => {
  const header = segments[0];
  if (header === undefined || header.length < SQLITE_HEADER) return undefined;
  const size = pageSize(header);
  const usable = size - (header[20] ?? 0);
  if (size < SMALLEST_PAGE || (size & (size - 1)) !== 0 || usable < SMALLEST_PAGE - 32) return undefined;
  const bytes = segments.reduce((sum, { length }) => sum + length, 0);
  const count = Math.floor(bytes / size);
  // Programs before 3.7.0 leave the number of pages as it was: it counts when the change counter beside it was written.
  const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
  return {
    usable,
    encoding: ENCODINGS[header.readUInt32BE(56)] ?? "utf8",
    count,
    expected: Math.max(count, isCounted ? header.readUInt32BE(28) : 0),
    page: (number) => {
      if (!(number >= 1 && number <= count)) return undefined;
      const at = (number - 1) * size;
      const start = at % SEGMENT;
      return segments[Math.floor(at / SEGMENT)]?.subarray(start, start + usable);
    },
  };
};

const ENCODINGS: Readonly<Record<number, SqlitePages["encoding"]>> = { 2: "utf16le", 3: "utf16be" };

const pageSize = (header: Buffer): number => {
  const size = header.readUInt16BE(16);
  return size === 1 ? SEGMENT : size;
};

/** The same of a database that is at hand as one piece. */
export const sqlitePagesOf = (bytes: Buffer): SqlitePages | undefined =>
  sqlitePages(
    Array.from({ length: Math.ceil(bytes.length / SEGMENT) }, (_, n) => bytes.subarray(n * SEGMENT, (n + 1) * SEGMENT)),
  );

/** Reads a database to its end; undefined when it has more than `most` bytes. */
export const readSegments = async (reader: ByteReader, most: number): Promise<readonly Buffer[] | undefined> => {
  const segments: Buffer[] = [];
  for (let held = 0; ; ) {
    const bytes = await reader.peek(SEGMENT);
    if (bytes.length === 0) return segments;
    held += bytes.length;
    if (held > most) return undefined;
    segments.push(Buffer.from(bytes));
    reader.skip(bytes.length);
  }
};

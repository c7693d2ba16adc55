import type Database from "better-sqlite3";
import type { DocumentFinding } from "../domain/finding.ts";
import { createPlaceTraits } from "./place-traits.ts";

/** A finding, and the id of the row of its secret. */
export interface FoundSecret {
  readonly secretId: number;
  readonly finding: DocumentFinding;
}

/** Writes the places of secrets. */
export interface OccurrenceRows {
  /** What was known of the blob is left out from now on. */
  clear(blobId: number): void;
  /** A place that is told twice is kept once. */
  add(blobId: number, found: readonly FoundSecret[]): void;
  /** What is remembered of the case no longer holds: another process wrote to it, or what was written was undone. */
  forget(): void;
}

const COLUMNS = ["secret_id", "blob_id", "traits_id", "path", "line", "span_start", "span_end", "name", "file_keys"];

/** Rows of one statement, most first: to call SQLite costs as much as two rows. */
const TOGETHER = [16, 4, 1];

export function createOccurrenceRows(db: Database.Database): OccurrenceRows {
  const clear = db.prepare("DELETE FROM place WHERE blob_id = ?");
  const traits = createPlaceTraits(db);
  const inserts = TOGETHER.map((rows) => {
    const row = `(${COLUMNS.map(() => "?").join(", ")})`;
    const all = Array.from({ length: rows }, () => row).join(", ");
    return { rows, insert: db.prepare(`INSERT INTO place (${COLUMNS.join(", ")}) VALUES ${all}`) };
  });
  return {
    clear: (blobId) => clear.run(blobId),
    forget: traits.forget,
    add: (blobId, found) => {
      const places = isUnique(found) ? found : unique(found);
      let at = 0;
      for (const { rows, insert } of inserts)
        for (; at + rows <= places.length; at += rows) {
          const values: unknown[] = [];
          for (const { secretId, finding } of places.slice(at, at + rows))
            pushRow(values, finding, { secretId, blobId, traitsId: traits.of(finding) });
          insert.run(...values);
        }
    },
  };
}

/** Whether no two can be of one place: told fast, and nearly always so. */
function isUnique(found: readonly FoundSecret[]): boolean {
  const starts = new Set<number>();
  for (const { secretId, finding } of found) starts.add(secretId * 2 ** 32 + finding.span.start);
  return starts.size === found.length;
}

function unique(found: readonly FoundSecret[]): readonly FoundSecret[] {
  const places = new Set<string>();
  return found.filter(({ secretId, finding: { document, span } }) => {
    const before = places.size;
    places.add(`${secretId} ${span.start} ${document.kind} ${document.path}`);
    return places.size > before;
  });
}

interface Ids {
  readonly secretId: number;
  readonly blobId: number;
  readonly traitsId: number;
}

function pushRow(values: unknown[], finding: DocumentFinding, { secretId, blobId, traitsId }: Ids): void {
  const { document, span, line, name, fileKeys } = finding;
  const keys = fileKeys === undefined ? null : Buffer.from(fileKeys, "base64");
  values.push(secretId, blobId, traitsId, document.path, line, span.start, span.end, name ?? null, keys);
}

import type Database from "better-sqlite3";
import type { DocumentFinding } from "../domain/finding.ts";

/** A finding, and the id of the row of its secret. */
export interface FoundSecret {
  readonly secretId: number;
  readonly finding: DocumentFinding;
}

/** Writes the places of secrets. */
export interface OccurrenceRows {
  /** In place of what was known of the blob. A place that is told twice is kept once. */
  replace(blobId: number, found: readonly FoundSecret[]): void;
}

const COLUMNS = [
  "secret_id",
  "blob_id",
  "rule_id",
  "kind",
  "path",
  "line",
  "span_start",
  "span_end",
  "name",
  "superseded",
  "provenance",
  "provenance_reason",
  "strength",
  "confidence",
  "file_keys",
];

/** Rows of one statement: to call SQLite costs as much as two rows. */
const TOGETHER = 16;

export function createOccurrenceRows(db: Database.Database): OccurrenceRows {
  const clear = db.prepare("DELETE FROM occurrence WHERE blob_id = ?");
  const insert = (rows: number): Database.Statement => {
    const row = `(${COLUMNS.map(() => "?").join(", ")})`;
    return db.prepare(
      `INSERT INTO occurrence (${COLUMNS.join(", ")}) VALUES ${Array.from({ length: rows }, () => row).join(", ")}`,
    );
  };
  const one = insert(1);
  const many = insert(TOGETHER);
  return {
    replace: (blobId, found) => {
      clear.run(blobId);
      const rows = unique(found);
      let at = 0;
      for (; at + TOGETHER <= rows.length; at += TOGETHER) many.run(valuesOf(rows.slice(at, at + TOGETHER), blobId));
      for (; at < rows.length; at++) one.run(valuesOf(rows.slice(at, at + 1), blobId));
    },
  };
}

function unique(found: readonly FoundSecret[]): readonly FoundSecret[] {
  if (found.length < 2) return found;
  const places = new Set<string>();
  return found.filter(({ secretId, finding: { document, span } }) => {
    const before = places.size;
    places.add(`${secretId} ${span.start} ${document.kind} ${document.path}`);
    return places.size > before;
  });
}

function valuesOf(rows: readonly FoundSecret[], blobId: number): readonly unknown[] {
  const values: unknown[] = [];
  for (const { secretId, finding } of rows) {
    const { document, span, fileKeys } = finding;
    values.push(
      secretId,
      blobId,
      finding.ruleId,
      document.kind,
      document.path,
      finding.line,
      span.start,
      span.end,
      finding.name ?? null,
      finding.superseded ? 1 : 0,
      finding.provenance,
      finding.provenanceReason ?? null,
      finding.strength,
      finding.confidence,
      fileKeys === undefined ? null : Buffer.from(fileKeys, "base64"),
    );
  }
  return values;
}

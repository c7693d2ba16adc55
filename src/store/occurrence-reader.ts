import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { Confidence, DocumentKind } from "../domain/finding.ts";
import type { Provenance, Strength } from "../domain/provenance.ts";
import { createOnce, type Once } from "./once.ts";

interface StoredBlob {
  readonly id: number;
  readonly digest: Digest;
}

export interface StoredOccurrence {
  readonly secretId: number;
  readonly blobId: number;
  readonly blob: Digest;
  readonly ruleId: string;
  readonly kind: DocumentKind;
  readonly path: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly name: string | null;
  /** 1 when a later entry of the same layer has the path. */
  readonly superseded: number;
  readonly provenance: Provenance;
  readonly provenanceReason: string | null;
  readonly strength: Strength;
  /** Null: found before it was told by place. */
  readonly confidence: Confidence | null;
  /** See `PackageFiles`: one key for each digest. */
  readonly fileKeys: Buffer | null;
}

/** The places of secrets, blob by blob. */
export interface OccurrenceReader {
  /** Blobs with occurrences, in the order in which audits saw them. */
  blobs(): readonly StoredBlob[];
  /** By path and position. */
  occurrences(blob: StoredBlob): readonly StoredOccurrence[];
  /** Those of one secret, in the order of blobs, paths and positions; each with a confidence. */
  occurrencesOf(fingerprint: string): readonly StoredOccurrence[];
  /** Keys of all files with occurrences, as they are in them. */
  fileKeys(): readonly Buffer[];
  /** About as many as there are; told without counting. */
  placeCount(): number;
}

export function createOccurrenceReader(db: Database.Database, index: () => void): OccurrenceReader {
  const sql = statements(db);
  const once = createOnce();
  return {
    blobs: () => sql.blobs.all(),
    occurrences: (blob) => sql.occurrences.all(blob.id).map((row) => toOccurrence(row, { blob, once })),
    occurrencesOf: (fingerprint) => {
      index();
      return sql.occurrencesOf
        .all(fingerprint)
        .map(({ blobId: id, digest, ...row }) => toOccurrence(row, { blob: { id, digest }, once }));
    },
    fileKeys: () => sql.fileKeys.all(),
    placeCount: () => sql.placeCount.get() ?? 0,
  };
}

interface OccurrenceContext {
  readonly blob: StoredBlob;
  readonly once: Once;
}

/** Few different texts make up the places of a case: each is in memory once. */
const toOccurrence = (row: OccurrenceRow, { blob, once }: OccurrenceContext): StoredOccurrence => ({
  secretId: row.secretId,
  blobId: blob.id,
  blob: blob.digest,
  ruleId: once(row.ruleId),
  kind: once(row.kind),
  path: once(row.path),
  line: row.line,
  start: row.start,
  end: row.end,
  name: once(row.name),
  superseded: row.superseded,
  provenance: once(row.provenance),
  provenanceReason: once(row.provenanceReason),
  strength: once(row.strength),
  confidence: once(row.confidence),
  fileKeys: row.fileKeys,
});

type OccurrenceRow = Omit<StoredOccurrence, "blobId" | "blob">;

const COLUMNS = `secret_id AS secretId, rule_id AS ruleId, occurrence.kind, path, line, span_start AS start, span_end AS end, name,
  superseded, provenance, provenance_reason AS provenanceReason, strength, file_keys AS fileKeys`;

const statements = (db: Database.Database) => ({
  blobs: db.prepare<[], StoredBlob>("SELECT id, digest FROM blob WHERE id IN (SELECT blob_id FROM place) ORDER BY id"),
  occurrences: db.prepare<[number], OccurrenceRow>(
    `SELECT ${COLUMNS}, confidence FROM occurrence WHERE blob_id = ? ORDER BY path, span_start`,
  ),
  occurrencesOf: db.prepare<[string], OccurrenceRow & { readonly blobId: number; readonly digest: Digest }>(
    `SELECT ${COLUMNS}, coalesce(confidence, (SELECT finding ->> 'confidence' FROM secret WHERE id = secret_id)) AS confidence,
       blob_id AS blobId, digest FROM occurrence JOIN blob ON blob.id = blob_id
     WHERE secret_id = (SELECT id FROM secret WHERE fingerprint = ?) ORDER BY blob_id, path, span_start`,
  ),
  fileKeys: db.prepare<[], Buffer>("SELECT DISTINCT file_keys FROM place WHERE file_keys IS NOT NULL").pluck(),
  placeCount: db.prepare<[], number>("SELECT coalesce(max(rowid), 0) FROM place").pluck(),
});

import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { BlobKind } from "../domain/finding.ts";
import type { ImportedPlace } from "../domain/imported.ts";
import { createKnownSecrets, type DescribedSecret } from "./known-secrets.ts";

/** A secret at a place that another tool told. */
export interface ImportedRow {
  readonly secret: Omit<DescribedSecret, "now">;
  readonly tool: string;
  readonly rule: string;
  readonly place: ImportedPlace;
}

export interface StoredImport extends Omit<ImportedRow, "secret"> {
  readonly secretId: number;
  readonly importedAt: string;
}

/** A blob that a place names. */
export interface NamedBlob {
  readonly id: number;
  readonly digest: Digest;
  readonly kind: BlobKind;
}

export interface Imports {
  /** Undefined when a file of that key was taken to its end already. */
  start(fileKey: string): number | undefined;
  /** Gives the number of secrets and of places that the case had not. */
  record(importId: number, rows: readonly ImportedRow[]): { readonly secrets: number; readonly places: number };
  finish(importId: number, counts: { readonly findings: number; readonly lost: number }): void;
  all(): readonly StoredImport[];
  /** The layers of the case with a digest, as they are stored or uncompressed. */
  blobs(digest: Digest): readonly NamedBlob[];
  /** The configs of the images that hold a layer. */
  configsWith(layer: Digest): readonly NamedBlob[];
  /** The configs of an image, `registry/name:tag`, on all platforms. */
  configsOf(image: string): readonly NamedBlob[];
}

export function createImports(db: Database.Database): Imports {
  const sql = statements(db);
  const secrets = createKnownSecrets(db);
  return {
    start: (fileKey) => {
      sql.start.run(fileKey, new Date().toISOString());
      return sql.unfinished.get(fileKey);
    },
    record: db.transaction((importId: number, rows: readonly ImportedRow[]) => {
      const now = new Date().toISOString();
      const added = { secrets: 0, places: 0 };
      for (const { secret, tool, rule, place } of rows) {
        const { id, isNew } = secrets.record({ ...secret, now });
        added.secrets += isNew ? 1 : 0;
        added.places += sql.occurrence.run(id, importId, tool, rule, JSON.stringify(place), now).changes;
      }
      return added;
    }),
    finish: (importId, { findings, lost }) => void sql.finish.run(new Date().toISOString(), findings, lost, importId),
    all: () => sql.all.all().map(({ place, ...row }) => ({ ...row, place: JSON.parse(place) })),
    blobs: (digest) => sql.blobs.all({ digest }),
    configsWith: (layer) => sql.configsWith.all({ digest: layer }),
    configsOf: (image) => sql.configsOf.all({ image }),
  };
}

type ImportRow = Omit<StoredImport, "place"> & { readonly place: string };

const BLOB = "SELECT id, digest, kind FROM blob";
const LAYERS = `
  SELECT id FROM blob WHERE digest = :digest UNION SELECT blob_id FROM blob_scan WHERE diff_id = :digest`;

const statements = (db: Database.Database) => ({
  start: db.prepare("INSERT OR IGNORE INTO import (file_key, started_at) VALUES (?, ?)"),
  unfinished: db.prepare<[string], number>("SELECT id FROM import WHERE file_key = ? AND finished_at IS NULL").pluck(),
  finish: db.prepare("UPDATE import SET finished_at = ?, findings = ?, lost = ? WHERE id = ?"),
  occurrence: db.prepare(
    "INSERT OR IGNORE INTO imported_occurrence (secret_id, import_id, tool, rule, place, imported_at) VALUES (?, ?, ?, ?, ?, ?)",
  ),
  all: db.prepare<[], ImportRow>(
    `SELECT secret_id AS secretId, tool, rule, place, imported_at AS importedAt FROM imported_occurrence
     ORDER BY secret_id, tool, rule, place`,
  ),
  blobs: db.prepare<[object], NamedBlob>(`${BLOB} WHERE id IN (${LAYERS}) ORDER BY digest`),
  configsWith: db.prepare<[object], NamedBlob>(
    `${BLOB} WHERE id IN (
       SELECT config_id FROM manifest JOIN manifest_layer ON manifest_id = manifest.blob_id
       WHERE manifest_layer.blob_id IN (${LAYERS})) ORDER BY digest`,
  ),
  configsOf: db.prepare<[object], NamedBlob>(
    `WITH RECURSIVE below (id) AS (
       SELECT manifest_id FROM tag JOIN repository ON repository.id = repository_id
       WHERE registry || '/' || repository.name || ':' || tag.name = :image
       UNION SELECT manifest_id FROM holding JOIN repository ON repository.id = repository_id JOIN blob ON blob.id = manifest_id
       WHERE registry || '/' || repository.name || '@' || digest = :image
       UNION SELECT child_id FROM manifest_child JOIN below ON parent_id = below.id)
     ${BLOB} WHERE id IN (SELECT config_id FROM manifest WHERE blob_id IN (SELECT id FROM below)) ORDER BY digest`,
  ),
});

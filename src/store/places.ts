import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { BlobJob, BlobKind } from "../domain/finding.ts";
import type { Repository } from "../domain/oci.ts";

/** Repositories asked for a blob before it counts as nowhere. */
const HOLDER_LIMIT = 50;

/** Where a blob may be pulled again, whichever audit saw it. */
export interface Places {
  /** Those that still served it when they were last looked at come first. Undefined: the case does not know the blob. */
  job(digest: Digest): BlobJob | undefined;
}

export function createPlaces(db: Database.Database): Places {
  const sql = statements(db);
  return {
    job: (digest) => {
      const row = sql.blob.get(digest);
      if (row === undefined) return undefined;
      const { id, kind, mediaType, size, urls } = row;
      return {
        blob: { digest, mediaType, size, ...(urls === null ? {} : { urls: JSON.parse(urls) }) },
        kind,
        holders: sql.holders.all({ id, limit: HOLDER_LIMIT }),
      };
    },
  };
}

interface BlobRow {
  readonly id: number;
  readonly kind: BlobKind;
  readonly mediaType: string;
  readonly size: number;
  readonly urls: string | null;
}

const statements = (db: Database.Database) => ({
  blob: db.prepare<[string], BlobRow>(
    "SELECT id, kind, media_type AS mediaType, size, urls FROM blob WHERE digest = ?",
  ),
  holders: db.prepare<[object], Repository>(
    `SELECT registry, name FROM holding JOIN repository ON repository.id = repository_id
     WHERE manifest_id IN (
       SELECT blob_id FROM manifest WHERE blob_id = :id OR config_id = :id
       UNION ALL SELECT manifest_id FROM manifest_layer WHERE blob_id = :id)
     GROUP BY repository.id ORDER BY min(gone_at IS NOT NULL), max(last_run) DESC, registry, name LIMIT :limit`,
  ),
});

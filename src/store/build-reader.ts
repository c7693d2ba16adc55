import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { BuildOrigin } from "../domain/finding.ts";

/** What an attestation of the case says of the build of a manifest. */
export function buildReader(db: Database.Database): (digest: Digest) => BuildOrigin | undefined {
  const select = db.prepare<[string], { readonly source: string; readonly revision: string | null }>(
    `SELECT source, revision FROM manifest JOIN manifest_layer ON manifest_id = manifest.blob_id
       JOIN build_origin ON build_origin.blob_id = manifest_layer.blob_id
     WHERE subject = ? ORDER BY build_origin.blob_id LIMIT 1`,
  );
  return (digest) => {
    const row = select.get(digest);
    return row && { source: row.source, ...(row.revision === null ? {} : { revision: row.revision }) };
  };
}

import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { BuildFile, BuildOrigin } from "../domain/finding.ts";

/** What the attestations of the case say of the build of a manifest. */
export interface BuildReader {
  build(digest: Digest): BuildOrigin | undefined;
  /** The Dockerfiles of the build, masked. */
  buildFiles(digest: Digest): readonly BuildFile[];
}

export function createBuildReader(db: Database.Database): BuildReader {
  const statementOf = (table: string): string =>
    `FROM manifest JOIN manifest_layer ON manifest_id = manifest.blob_id
       JOIN ${table} ON ${table}.blob_id = manifest_layer.blob_id WHERE subject = ?`;
  const origin = db.prepare<[string], { readonly source: string; readonly revision: string | null }>(
    `SELECT source, revision ${statementOf("build_origin")} ORDER BY build_origin.blob_id LIMIT 1`,
  );
  const files = db.prepare<[string], BuildFile>(
    `SELECT path, text ${statementOf("build_file")} ORDER BY build_file.blob_id, build_file.position`,
  );
  return {
    build: (digest) => {
      const row = origin.get(digest);
      return row && { source: row.source, ...(row.revision === null ? {} : { revision: row.revision }) };
    },
    buildFiles: (digest) => files.all(digest),
  };
}

import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { PackedPathSets } from "../domain/path-sets.ts";

export interface LayerReader {
  /** Blob ids of the layers of a manifest, base first; none when the case does not know it. */
  layers(digest: Digest): readonly number[];
  paths(blobId: number): PackedPathSets | undefined;
}

export function createLayerReader(db: Database.Database): LayerReader {
  const layers = db
    .prepare<[string], number>(
      "SELECT manifest_layer.blob_id FROM blob JOIN manifest_layer ON manifest_id = blob.id WHERE digest = ? ORDER BY position",
    )
    .pluck();
  const paths = db.prepare<[number], PackedPathSets>(
    "SELECT files, directories, whiteouts, opaques FROM layer_paths WHERE blob_id = ?",
  );
  return { layers: (digest) => layers.all(digest), paths: (blobId) => paths.get(blobId) };
}

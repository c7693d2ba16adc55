import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { PackedPathSets } from "../domain/path-sets.ts";

export interface LayerReader {
  /** Blob ids of the layers of a manifest, base first; none when the case does not know it. */
  layers(digest: Digest): readonly number[];
  /** The layers of a manifest as a registry holds them, base first. */
  stored(digest: Digest): readonly StoredLayer[];
  /** Ids of manifests whose layers are exactly the lowest of this one's, the highest first; looked up as they are asked for. */
  below(manifestId: number): Iterable<number>;
  /** All that an image shows: its layers, its config, itself, and those of attestations of it. */
  shownBy(image: Digest): readonly Digest[];
  paths(blobId: number): PackedPathSets | undefined;
}

interface StoredLayer {
  readonly digest: Digest;
  /** Bytes in the registry; -1: not known. */
  readonly size: number;
}

export function createLayerReader(db: Database.Database): LayerReader {
  const layers = db
    .prepare<[string], number>(
      "SELECT manifest_layer.blob_id FROM blob JOIN manifest_layer ON manifest_id = blob.id WHERE digest = ? ORDER BY position",
    )
    .pluck();
  const stored = db.prepare<[string], StoredLayer>(
    `SELECT layer.digest, layer.size FROM blob AS holder JOIN manifest_layer ON manifest_id = holder.id
       JOIN blob AS layer ON layer.id = manifest_layer.blob_id WHERE holder.digest = ? ORDER BY position`,
  );
  const shownBy = db
    .prepare<[object], Digest>(
      `WITH own (id) AS (
         SELECT blob_id FROM manifest JOIN blob ON blob.id = blob_id WHERE digest = :image
         UNION SELECT blob_id FROM manifest WHERE subject = :image AND role = 'attestation')
       SELECT digest FROM blob WHERE id IN (
         SELECT id FROM own UNION SELECT config_id FROM manifest WHERE blob_id IN (SELECT id FROM own)
         UNION SELECT blob_id FROM manifest_layer WHERE manifest_id IN (SELECT id FROM own))`,
    )
    .pluck();
  const paths = db.prepare<[number], PackedPathSets>(
    "SELECT files, directories, whiteouts, opaques FROM layer_paths WHERE blob_id = ?",
  );
  return {
    layers: (digest) => layers.all(digest),
    stored: (digest) => stored.all(digest),
    below: createBelow(db),
    shownBy: (image) => shownBy.all({ image }),
    paths: (blobId) => paths.get(blobId),
  };
}

/**
 * Tens of thousands of images stand on a common base: which of them end with one of its layers is looked up once for each
 * layer, not for each image again.
 */
function createBelow(db: Database.Database): LayerReader["below"] {
  const layers = db
    .prepare<[number], number>("SELECT blob_id FROM manifest_layer WHERE manifest_id = ? ORDER BY position")
    .pluck();
  const endingWith = db
    .prepare<[object], number>(
      `SELECT manifest_id FROM manifest_layer AS top WHERE blob_id = :blob AND position = :position AND NOT EXISTS (
         SELECT 1 FROM manifest_layer WHERE manifest_id = top.manifest_id AND position > top.position)
       ORDER BY manifest_id`,
    )
    .pluck();
  const known = new Map<string, readonly number[]>();
  const ending = (blob: number, position: number): readonly number[] => {
    const key = `${blob} ${position}`;
    const found = known.get(key) ?? endingWith.all({ blob, position });
    known.set(key, found);
    return found;
  };
  return function* (manifestId) {
    const own = layers.all(manifestId);
    for (let position = own.length - 2; position >= 0; position--)
      for (const other of ending(own[position] as number, position))
        if (layers.all(other).every((blob, at) => blob === own[at])) yield other;
  };
}

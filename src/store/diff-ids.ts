import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";

/**
 * What layers are named once they are unpacked: the config of an image lists it, layer by layer, and whoever runs the
 * image checks it. Lists of another length than the manifest tell nothing.
 */
export interface DiffIds {
  /** Undefined as long as no config is known that tells it. */
  of(layerId: number): Digest | undefined;
  /** The config was recorded: layers that were recorded before it get what it tells. */
  learn(configId: number): void;
}

export const createDiffIds = (db: Database.Database): DiffIds => {
  const sql = statements(db);
  return {
    of: (layerId) => sql.of.get(layerId) ?? undefined,
    learn: (configId) => {
      for (const { layerId, diffId } of sql.told.all(configId)) sql.learn.run(diffId, layerId);
    },
  };
};

interface Told {
  readonly layerId: number;
  readonly diffId: Digest;
}

const TOLD = `
  FROM manifest_layer AS layer JOIN manifest ON manifest.blob_id = layer.manifest_id
    JOIN image_config ON image_config.blob_id = manifest.config_id,
    json_each(config, '$.diffIds') AS told
  WHERE told.key = layer.position AND json_array_length(config, '$.diffIds') =
    (SELECT count(*) FROM manifest_layer AS every WHERE every.manifest_id = layer.manifest_id)`;

const statements = (db: Database.Database) => ({
  of: db.prepare<[number], Digest>(`SELECT told.value ${TOLD} AND layer.blob_id = ? LIMIT 1`).pluck(),
  told: db.prepare<[number], Told>(
    `SELECT layer.blob_id AS layerId, told.value AS diffId ${TOLD} AND manifest.config_id = ?`,
  ),
  learn: db.prepare("UPDATE blob_scan SET diff_id = ? WHERE blob_id = ? AND diff_id IS NULL"),
});

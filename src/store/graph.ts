import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { ManifestRole, Platform } from "../domain/oci.ts";
import type { PurgeManifest, PurgePlace } from "../rotation/purge.ts";

/** How manifests refer to blobs and to each other. */
export interface Graph {
  /** All that holds one of the blobs, the indexes above that, what refers to either, and what those indexes list. */
  around(blobs: readonly Digest[]): readonly PurgeManifest[];
}

export function createGraph(db: Database.Database): Graph {
  const sql = statements(db);
  return {
    around: (blobs) =>
      sql.around.all(JSON.stringify(blobs)).map(({ id, digest, role, subject, platform, config }) => {
        const layers = sql.layers.all(id);
        const parsed: Platform | null = JSON.parse(platform ?? "null");
        return {
          digest,
          role,
          ...(parsed === null ? {} : { platform: parsed }),
          ...(subject === null ? {} : { subject }),
          blobs: [digest, ...(config === null ? [] : [config]), ...layers],
          layers,
          children: sql.children.all(id),
          places: sql.places
            .all({ id })
            .map(({ tags, ...place }): PurgePlace => ({ ...place, tags: JSON.parse(tags) })),
        };
      }),
  };
}

interface ManifestRow {
  readonly id: number;
  readonly digest: Digest;
  readonly role: ManifestRole;
  readonly subject: Digest | null;
  readonly platform: string | null;
  readonly config: Digest | null;
}

type PlaceRow = Omit<PurgePlace, "tags"> & { readonly tags: string };

const AROUND = `
  WITH RECURSIVE bad (id) AS (SELECT id FROM blob WHERE digest IN (SELECT value FROM json_each(?))),
  going (id) AS (
    SELECT blob_id FROM manifest WHERE blob_id IN bad OR config_id IN bad
    UNION SELECT manifest_id FROM manifest_layer WHERE blob_id IN bad
    UNION SELECT parent_id FROM manifest_child JOIN going ON child_id = going.id
    UNION SELECT referrer.blob_id FROM going JOIN blob USING (id) JOIN manifest AS referrer ON referrer.subject = blob.digest),
  shown (id) AS (SELECT id FROM going UNION SELECT child_id FROM manifest_child JOIN going ON parent_id = going.id)
  SELECT shown.id, blob.digest, role, subject, manifest.platform, config.digest AS config
  FROM shown JOIN manifest ON manifest.blob_id = shown.id JOIN blob ON blob.id = shown.id
    LEFT JOIN blob AS config ON config.id = config_id
  ORDER BY blob.digest`;

const statements = (db: Database.Database) => ({
  around: db.prepare<[string], ManifestRow>(AROUND),
  layers: db
    .prepare<[number], Digest>(
      "SELECT digest FROM manifest_layer JOIN blob ON blob.id = blob_id WHERE manifest_id = ? ORDER BY position",
    )
    .pluck(),
  children: db
    .prepare<[number], Digest>(
      "SELECT digest FROM manifest_child JOIN blob ON blob.id = child_id WHERE parent_id = ? ORDER BY digest",
    )
    .pluck(),
  places: db.prepare<[object], PlaceRow>(
    `SELECT registry, repository.name AS repository,
       (SELECT json_group_array(name) FROM (
         SELECT tag.name FROM tag WHERE tag.repository_id = repository.id AND tag.manifest_id = :id
           AND past = 0 AND last_run >= coalesce(listed_run, 0)
           AND last_run = (SELECT max(newer.last_run) FROM tag AS newer WHERE newer.repository_id = tag.repository_id AND newer.name = tag.name)
         ORDER BY tag.name)) AS tags
     FROM holding JOIN repository ON repository.id = repository_id
     WHERE manifest_id = :id AND holding.last_run >= coalesce(listed_run, 0) AND gone_at IS NULL
     ORDER BY registry, repository.name`,
  ),
});

import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { BlobKind } from "../domain/finding.ts";
import type { Descriptor, ImageRef, Manifest, Repository } from "../domain/oci.ts";
import type { Visibility } from "../domain/rotation.ts";

const IN_TOTO = "application/vnd.in-toto+json";

export interface Images {
  /** Records what a repository serves: the manifest, its config, layers and children, and the tag if the reference has one. */
  record(runId: number, ref: ImageRef, manifest: Manifest): void;
  /**
   * Marks a manifest that an earlier pull recorded, with all its children, as served by the repository now. False,
   * and nothing is changed, when any of them was never pulled.
   */
  touch(runId: number, ref: ImageRef & { readonly digest: Digest }): boolean;
  /** Whether the case holds a manifest and all below it: it need not be pulled again. */
  isPulled(digest: Digest): boolean;
  /** Whether an audit saw the tag of a reference in its repository, wherever it pointed. */
  hasTag(ref: ImageRef): boolean;
  /** All manifests below an index, as far as they were pulled. */
  below(digest: Digest): readonly Digest[];
  /** Manifests the repository served in an earlier audit that this one has not seen, below no other such manifest. */
  unseen(runId: number, repository: Repository): readonly Digest[];
  /** Something of the repository that this run has seen. */
  witness(runId: number, repository: Repository): Digest | undefined;
  /** Whether an audit after this one saw the manifest, named `registry/repository@digest`, where it could not be had. */
  seenAfter(runId: number, manifest: string): boolean;
  /** Repositories of a registry that an earlier audit listed in full, and of which this one has seen nothing. */
  unlisted(runId: number, registry: string): readonly Repository[];
  /** The whole repository was listed: what this run did not see of it is gone from now on. */
  finishRepository(runId: number, listing: ListedRepository): void;
}

/** How a repository was listed; see Listing of registry/source.ts. */
interface ListedRepository {
  readonly repository: Repository;
  readonly method: string;
  readonly identity: string;
  readonly pullCount?: number;
  readonly visibility?: Visibility;
}

interface Holding {
  readonly runId: number;
  readonly ref: ImageRef;
  readonly manifestId: number;
  /** Whether the tag of the reference points at it. */
  readonly tagged: boolean;
}

type StoredBlob = Pick<Descriptor, "digest" | "mediaType" | "size" | "urls">;

const blobRow = ({ digest, mediaType, size, urls }: StoredBlob, kind: BlobKind) =>
  [digest, kind, mediaType, size, urls === undefined ? null : JSON.stringify(urls)] as const;

export function createImages(db: Database.Database): Images {
  const sql = statements(db);
  const { repositoryId, blobId } = createIds(sql);
  const hold = createHolds(sql, repositoryId);
  return {
    record: db.transaction((runId: number, ref: ImageRef, manifest: Manifest) => {
      const id = blobId(
        { digest: manifest.digest, mediaType: manifest.mediaType, size: manifest.body.length },
        "manifest",
      );
      const config = manifest.config === undefined ? null : blobId(manifest.config, "config");
      sql.manifest.run(
        id,
        manifest.role,
        config,
        manifest.subject ?? null,
        manifest.platform === undefined ? null : JSON.stringify(manifest.platform),
      );
      for (const [position, layer] of manifest.layers.entries())
        sql.layer.run(id, position, blobId(layer, layerKind(manifest, layer)));
      for (const child of manifest.manifests) sql.child.run(id, blobId(child, "manifest"));
      hold({ runId, ref, manifestId: id, tagged: true });
    }),
    touch: db.transaction((runId: number, ref: ImageRef & { readonly digest: Digest }) => {
      const tree = sql.tree.all(ref.digest);
      if (!isWhole(tree)) return false;
      const listed = new Map(ref.children?.map((child) => [child.digest, child]));
      for (const row of tree)
        hold({
          runId,
          ref: row.digest === ref.digest ? ref : { repository: ref.repository, ...listed.get(row.digest) },
          manifestId: row.id,
          tagged: row.digest === ref.digest,
        });
      return true;
    }),
    isPulled: (digest) => isWhole(sql.tree.all(digest)),
    below: (digest) => sql.tree.all(digest).flatMap((row) => (row.digest === digest ? [] : [row.digest])),
    hasTag: ({ repository, tag = "" }) => sql.hasTag.get(repository.registry, repository.name, tag) !== undefined,
    unseen: (runId, repository) =>
      sql.unseen.all({ runId, repositoryId: repositoryId(repository) }).map((row) => row.digest),
    witness: (runId, repository) => sql.witness.get(repositoryId(repository), runId)?.digest,
    seenAfter: (runId, manifest) => {
      const [holder = "", digest = ""] = manifest.split("@");
      return sql.seenAfter.get({ runId, holder, digest }) !== undefined;
    },
    unlisted: (runId, registry) => sql.unlisted.all({ runId, registry }).map(({ name }) => ({ registry, name })),
    finishRepository: db.transaction((runId: number, listing: ListedRepository) => {
      const id = repositoryId(listing.repository);
      const now = new Date().toISOString();
      const { method, identity, pullCount = null } = listing;
      sql.finish.run({ id, runId, now, method, identity, pullCount, seen: visibilityOf(listing) });
      sql.gone.run(now, id, runId);
    }),
  };
}

/** What was read without a login, whoever reaches the host may read. */
const visibilityOf = ({ visibility, identity }: ListedRepository): Visibility | null =>
  visibility ?? (/^anonymous\b/.test(identity) ? "anonymous" : null);

type Statements = ReturnType<typeof statements>;

/** Writes that a repository holds a manifest, and which of its tags points at it. */
const createHolds =
  (sql: Statements, repositoryId: (repository: Repository) => number) =>
  ({ runId, ref, manifestId, tagged }: Holding): void => {
    const { pushedAt = null, pulledAt = null } = ref;
    const now = new Date().toISOString();
    const repository = repositoryId(ref.repository);
    sql.sees.run(runId, repository);
    sql.hold.run(manifestId, repository, runId, now, runId, pushedAt, pulledAt, pulledAt);
    if (tagged && ref.tag !== undefined) sql.tag.run(repository, ref.tag, manifestId, now, runId, ref.past ? 1 : 0);
  };

/** Ids of rows that are made where there are none yet. */
function createIds(sql: Statements) {
  return {
    // Asked before it is written: nearly always it is there, and an upsert that changes nothing is a write all the same.
    repositoryId: ({ registry, name }: Repository): number =>
      Number(sql.repositoryId.get(registry, name) ?? sql.addRepository.run(registry, name).lastInsertRowid),
    blobId: (blob: StoredBlob, kind: BlobKind): number =>
      Number(
        sql.sameBlob.get(blob.digest, blob.size, blob.urls === undefined ? 0 : 1) ??
          sql.blob.get(...blobRow(blob, kind)),
      ),
  };
}

const isWhole = (tree: readonly { readonly pulled: number }[]): boolean =>
  tree.length > 0 && tree.every((row) => row.pulled === 1);

/** What stands in a layer's place: in an attestation a statement, in an artifact anything. */
export const layerKind = (manifest: Manifest, layer: Descriptor): BlobKind => {
  if (layer.mediaType === IN_TOTO || manifest.role === "attestation") return "attestation";
  return manifest.role === "artifact" || manifest.role === "signature" ? "artifact" : "layer";
};

const HAS_TAG = `
  SELECT 1 FROM tag WHERE repository_id = (SELECT id FROM repository WHERE registry = ? AND name = ?) AND name = ? LIMIT 1`;

const SEEN_AFTER = `
  SELECT 1 FROM blob JOIN holding ON manifest_id = blob.id JOIN repository ON repository.id = repository_id
  WHERE digest = :digest AND last_run > :runId AND registry || iif(name = '', '', '/' || name) = :holder`;

const statements = (db: Database.Database) => ({
  repositoryId: db.prepare("SELECT id FROM repository WHERE registry = ? AND name = ?").pluck(),
  addRepository: db.prepare("INSERT INTO repository (registry, name) VALUES (?, ?)"),
  /** No smaller than it is said to be, and with addresses where some are told. */
  sameBlob: db.prepare("SELECT id FROM blob WHERE digest = ? AND size >= ? AND (? = 0 OR urls IS NOT NULL)").pluck(),
  blob: db
    .prepare(
      `INSERT INTO blob (digest, kind, media_type, size, urls) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET size = max(size, excluded.size), urls = coalesce(excluded.urls, urls) RETURNING id`,
    )
    .pluck(),
  manifest: db.prepare(
    `INSERT INTO manifest (blob_id, role, config_id, subject, platform) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET role = iif(excluded.role = 'artifact', role, excluded.role),
       subject = coalesce(excluded.subject, subject), platform = coalesce(excluded.platform, platform)`,
  ),
  layer: db.prepare("INSERT OR IGNORE INTO manifest_layer (manifest_id, position, blob_id) VALUES (?, ?, ?)"),
  child: db.prepare("INSERT OR IGNORE INTO manifest_child (parent_id, child_id) VALUES (?, ?)"),
  sees: db.prepare("INSERT OR IGNORE INTO run_repository (run_id, repository_id) VALUES (?, ?)"),
  hold: db.prepare(
    `INSERT INTO holding (manifest_id, repository_id, first_run, first_seen, last_run, pushed_at, pulled_at, pulled_before) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET last_run = max(last_run, excluded.last_run), pushed_at = coalesce(excluded.pushed_at, pushed_at),
       pulled_at = coalesce(excluded.pulled_at, pulled_at), gone_at = NULL`,
  ),
  tag: db.prepare(
    `INSERT INTO tag (repository_id, name, manifest_id, first_seen, last_run, past) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET last_run = max(last_run, excluded.last_run), past = excluded.past`,
  ),
  tree: db.prepare<[string], { readonly id: number; readonly digest: Digest; readonly pulled: number }>(
    `WITH RECURSIVE tree (id) AS (
       SELECT id FROM blob WHERE digest = ?
       UNION SELECT child_id FROM manifest_child JOIN tree ON parent_id = tree.id)
     SELECT blob.id, digest, manifest.blob_id IS NOT NULL AS pulled FROM tree JOIN blob USING (id) LEFT JOIN manifest ON manifest.blob_id = blob.id`,
  ),
  hasTag: db.prepare(HAS_TAG),
  finish: db.prepare<[object]>(
    `UPDATE repository SET listed_run = max(coalesce(listed_run, 0), :runId), method = :method, identity = :identity, pull_count = :pullCount,
       visible_since = iif(visibility IS :seen, coalesce(visible_since, :now), iif(:seen IS NULL, NULL, :now)), visibility = :seen
     WHERE id = :id`,
  ),
  gone: db.prepare("UPDATE holding SET gone_at = ? WHERE repository_id = ? AND last_run < ? AND gone_at IS NULL"),
  unlisted: db.prepare<[object], { readonly name: string }>(
    `SELECT name FROM repository WHERE registry = :registry AND listed_run < :runId
       AND EXISTS (SELECT 1 FROM holding WHERE repository_id = repository.id AND gone_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM holding WHERE repository_id = repository.id AND last_run >= :runId) ORDER BY name`,
  ),
  seenAfter: db.prepare<[object]>(SEEN_AFTER),
  witness: db.prepare<[number, number], { readonly digest: Digest }>(
    "SELECT digest FROM holding JOIN blob ON blob.id = manifest_id WHERE repository_id = ? AND last_run >= ? ORDER BY digest LIMIT 1",
  ),
  unseen: db.prepare<[object], { readonly digest: Digest }>(
    `SELECT digest FROM holding JOIN blob ON blob.id = manifest_id
     WHERE repository_id = :repositoryId AND last_run < :runId AND gone_at IS NULL
       AND NOT EXISTS (
         SELECT 1 FROM manifest_child JOIN holding AS above ON above.manifest_id = parent_id
         WHERE child_id = blob.id AND above.repository_id = :repositoryId AND above.last_run < :runId AND above.gone_at IS NULL)
     ORDER BY digest`,
  ),
});

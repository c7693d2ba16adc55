import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { ImageConfig, KeyedHalf } from "../domain/finding.ts";
import type { ManifestRole, Platform } from "../domain/oci.ts";
import type { Visibility } from "../domain/rotation.ts";
import { type BuildReader, createBuildReader } from "./build-reader.ts";
import type { SecretDescription } from "./known-secrets.ts";
import { createLayerReader, type LayerReader } from "./layer-reader.ts";
import { createOccurrenceReader, type OccurrenceReader } from "./occurrence-reader.ts";
import { createOnce } from "./once.ts";
import { createSecretIndex } from "./secret-index.ts";
import { createTagReader, type TagReader } from "./tag-reader.ts";

interface StoredSecret extends SecretDescription {
  readonly id: number;
  readonly fingerprint: string;
  readonly sealedHash: string;
  readonly firstSeen: string;
  /** 1 when no tool told its value: it is known by its place only. */
  readonly withoutValue: number;
}

/** A manifest that uses a blob: as layer `position`, as its config (-1) or as itself (-2). */
export interface BlobUse {
  readonly manifestId: number;
  readonly position: number;
}

export interface StoredManifest {
  readonly id: number;
  readonly digest: Digest;
  readonly role: ManifestRole;
  readonly subject?: Digest;
  readonly platform?: Platform;
  readonly config?: ImageConfig;
  /** Blob ids of the layers, base first. */
  readonly layers: readonly number[];
}

interface StoredHolding {
  readonly registry: string;
  readonly repository: string;
  readonly firstSeen: string;
  readonly pushedAt: string | null;
  /** 0 once a later full listing of the repository did not see it. */
  readonly present: number;
  readonly goneAt: string | null;
  /** Last pull that cannot have been exhume's own. */
  readonly pulledAt: string | null;
  readonly pullCount: number | null;
  readonly visibility: Visibility | null;
  readonly visibleSince: string | null;
  readonly repositoryId: number;
}

/** The read side of a case: plain rows, joined by audit/read-case.ts. */
export interface Secrets extends OccurrenceReader, LayerReader, BuildReader, TagReader {
  all(): readonly StoredSecret[];
  /** Of its row. */
  idOf(fingerprint: string): number | undefined;
  /** Whether it has a place: then it is one of all. */
  isSeen(fingerprint: string): boolean;
  sealedHashOf(fingerprint: string): string | undefined;
  halves(): readonly KeyedHalf[];
  uses(blobId: number): readonly BlobUse[];
  manifest(id: number): StoredManifest;
  manifestByDigest(digest: Digest): StoredManifest | undefined;
  holdings(manifestId: number): readonly StoredHolding[];
  /** The image with the secret that the case saw last for the first time. */
  newestSighting(fingerprint: string): { readonly image: string; readonly firstSeen: string } | undefined;
}

export function createSecrets(db: Database.Database): Secrets {
  const sql = statements(db);
  const index = createSecretIndex(db);
  const once = createOnce();
  const manifest = (id: number): StoredManifest => toManifest(sql.manifest.get(id), sql.layers.all(id));
  return {
    all: () => {
      index();
      return sql.secrets.all().map(({ finding, ...row }) => ({ ...JSON.parse(finding), ...row }));
    },
    idOf: (fingerprint) => sql.idOf.get(fingerprint),
    isSeen: (fingerprint) => {
      index();
      return sql.isSeen.get(fingerprint) !== undefined;
    },
    sealedHashOf: (fingerprint) => sql.sealedHashOf.get(fingerprint),
    halves: () => sql.halves.all().map(({ facts, ...half }) => ({ ...half, facts: JSON.parse(facts) })),
    uses: (blobId) => sql.uses.all({ blobId }),
    manifest,
    manifestByDigest: (digest) => {
      const id = sql.manifestId.get(digest);
      return id === undefined ? undefined : manifest(id.id);
    },
    holdings: (manifestId) => {
      const rows = sql.holdings.all(manifestId);
      return rows.map((row) => ({ ...row, registry: once(row.registry), repository: once(row.repository) }));
    },
    ...createTagReader(db),
    ...createOccurrenceReader(db, index),
    ...createLayerReader(db),
    ...createBuildReader(db),
    newestSighting: (fingerprint) => {
      index();
      return sql.newestSighting.get(fingerprint);
    },
  };
}

interface ManifestRow {
  readonly id: number;
  readonly digest: Digest;
  readonly role: ManifestRole;
  readonly subject: Digest | null;
  readonly platform: string | null;
  readonly config: string | null;
}

function toManifest(row: ManifestRow | undefined, layers: readonly number[]): StoredManifest {
  if (row === undefined) throw new Error("a manifest id that is not in the case");
  const config: ImageConfig | undefined = row.config === null ? undefined : JSON.parse(row.config);
  const platform: Platform | undefined = row.platform === null ? config?.platform : JSON.parse(row.platform);
  return {
    id: row.id,
    digest: row.digest,
    role: row.role,
    layers,
    ...(row.subject === null ? {} : { subject: row.subject }),
    ...(platform === undefined ? {} : { platform }),
    ...(config === undefined ? {} : { config }),
  };
}

const SEEN = `EXISTS (SELECT 1 FROM occurrence WHERE secret_id = secret.id)
  OR EXISTS (SELECT 1 FROM imported_occurrence WHERE secret_id = secret.id)`;

const statements = (db: Database.Database) => ({
  secrets: db.prepare<[], Omit<StoredSecret, keyof SecretDescription> & { readonly finding: string }>(
    `SELECT id, fingerprint, sealed_hash AS sealedHash, finding, first_seen AS firstSeen, without_value AS withoutValue FROM secret
     WHERE ${SEEN} ORDER BY fingerprint`,
  ),
  idOf: db.prepare<[string], number>("SELECT id FROM secret WHERE fingerprint = ?").pluck(),
  isSeen: db.prepare<[string]>(`SELECT 1 FROM secret WHERE fingerprint = ? AND (${SEEN})`),
  sealedHashOf: db.prepare<[string], string>("SELECT sealed_hash FROM secret WHERE fingerprint = ?").pluck(),
  halves: db.prepare<[], Omit<KeyedHalf, "facts"> & { readonly facts: string }>(
    "SELECT by, title, facts FROM public_half",
  ),
  uses: db.prepare<[object], BlobUse>(
    `SELECT manifest_id AS manifestId, position FROM manifest_layer WHERE blob_id = :blobId
     UNION ALL SELECT blob_id, -1 FROM manifest WHERE config_id = :blobId
     UNION ALL SELECT blob_id, -2 FROM manifest WHERE blob_id = :blobId`,
  ),
  manifest: db.prepare<[number], ManifestRow>(
    `SELECT manifest.blob_id AS id, digest, role, subject, platform, config
     FROM manifest JOIN blob ON blob.id = manifest.blob_id LEFT JOIN image_config ON image_config.blob_id = config_id
     WHERE manifest.blob_id = ?`,
  ),
  manifestId: db.prepare<[string], { readonly id: number }>(
    "SELECT blob.id FROM blob JOIN manifest ON blob_id = blob.id WHERE digest = ?",
  ),
  layers: db
    .prepare<[number], number>("SELECT blob_id FROM manifest_layer WHERE manifest_id = ? ORDER BY position")
    .pluck(),
  holdings: db.prepare<[number], StoredHolding>(
    `SELECT registry, name AS repository, first_seen AS firstSeen, pushed_at AS pushedAt, gone_at AS goneAt, repository_id AS repositoryId,
       pull_count AS pullCount, visibility, visible_since AS visibleSince,
       iif(pulled_at < first_seen OR julianday(pulled_at) > julianday(first_seen) + 1, pulled_at, pulled_before) AS pulledAt,
       last_run >= coalesce(listed_run, 0) AS present
     FROM holding JOIN repository ON repository.id = repository_id WHERE manifest_id = ? ORDER BY registry, name`,
  ),
  newestSighting: db.prepare<[string], { readonly image: string; readonly firstSeen: string }>(
    `SELECT registry || iif(repository.name = '', '', '/' || repository.name) || '@' || digest AS image, holding.first_seen AS firstSeen
     FROM secret JOIN occurrence ON secret_id = secret.id
       JOIN holding ON manifest_id IN (
         SELECT blob_id FROM manifest WHERE blob_id = occurrence.blob_id OR config_id = occurrence.blob_id
         UNION ALL SELECT manifest_id FROM manifest_layer WHERE blob_id = occurrence.blob_id)
       JOIN blob ON blob.id = manifest_id JOIN repository ON repository.id = repository_id
     WHERE fingerprint = ? ORDER BY holding.first_seen DESC, image LIMIT 1`,
  ),
});

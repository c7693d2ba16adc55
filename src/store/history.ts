import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import { createSecretIndex } from "./secret-index.ts";

/** An image that a repository served; `registry/repository`. */
interface HeldImage {
  readonly repository: string;
  readonly digest: Digest;
}

/** Two moments, ISO 8601 in UTC. */
interface Moments {
  readonly at: string;
  readonly notAt: string;
}

/** The case as audits had seen it at a moment of the past. */
export interface History {
  /** Fingerprints of the secrets that some image held then, as far as it is known now. */
  heldAt(at: string): ReadonlySet<string>;
  /** Images that were served at one moment and not at the other. */
  images(moments: Moments): readonly HeldImage[];
  repositories(moments: Moments): readonly string[];
  /** How a repository was left by the last audits. */
  standing(repository: { readonly registry: string; readonly repository: string }): RepositoryStanding;
}

interface RepositoryStanding {
  /** The last audit that listed it in full. */
  readonly listed?: { readonly run: number; readonly at: string };
  /** The image that was pushed last, of those that are still there. */
  readonly newest?: Digest;
}

export function createHistory(db: Database.Database): History {
  const held = db.prepare<[object], { readonly fingerprint: string }>(
    `SELECT fingerprint FROM secret WHERE EXISTS (
       SELECT 1 FROM occurrence JOIN holding ON manifest_id IN (
           SELECT blob_id FROM manifest WHERE blob_id = occurrence.blob_id OR config_id = occurrence.blob_id
           UNION ALL SELECT manifest_id FROM manifest_layer WHERE blob_id = occurrence.blob_id)
       WHERE secret_id = secret.id AND ${served("holding", ":at")})`,
  );
  const images = db.prepare<[object], HeldImage>(
    `SELECT ${NAME} AS repository, digest
     FROM holding JOIN manifest ON manifest.blob_id = manifest_id JOIN blob ON blob.id = manifest_id
       JOIN repository ON repository.id = repository_id
     WHERE role = 'image' AND ${served("holding", ":at")} AND NOT (${served("holding", ":notAt")}) ORDER BY registry, name, digest`,
  );
  const some = (at: string): string =>
    `EXISTS (SELECT 1 FROM holding WHERE repository_id = repository.id AND ${served("holding", at)})`;
  const repositories = db.prepare<[object], { readonly repository: string }>(
    `SELECT ${NAME} AS repository FROM repository WHERE ${some(":at")} AND NOT ${some(":notAt")} ORDER BY registry, name`,
  );
  const standing = db.prepare<[object], StandingRow>(STANDING);
  const index = createSecretIndex(db);
  return {
    standing: ({ registry, repository }) => toStanding(standing.get({ registry, repository })),
    heldAt: (at) => {
      index();
      return new Set(held.all({ at }).map(({ fingerprint }) => fingerprint));
    },
    images: (moments) => images.all(moments),
    repositories: (moments) => repositories.all(moments).map(({ repository }) => repository),
  };
}

interface StandingRow {
  readonly run: number | null;
  readonly at: string | null;
  readonly newest: Digest | null;
}

const toStanding = ({ run, at, newest }: StandingRow = { run: null, at: null, newest: null }): RepositoryStanding => ({
  ...(run === null || at === null ? {} : { listed: { run, at } }),
  ...(newest === null ? {} : { newest }),
});

/** An image without a date that can be believed (see audit/exposures.ts) is as old as its first audit. */
const STANDING = `
  SELECT run.id AS run, started_at AS at, (
    SELECT digest FROM holding JOIN manifest ON manifest.blob_id = manifest_id JOIN blob ON blob.id = manifest_id
      LEFT JOIN image_config ON image_config.blob_id = config_id
    WHERE repository_id = repository.id AND role = 'image' AND last_run >= coalesce(listed_run, 0)
    ORDER BY coalesce(pushed_at, iif(config ->> 'created' >= '2013', config ->> 'created', NULL), first_seen) DESC, first_seen DESC
    LIMIT 1) AS newest
  FROM repository LEFT JOIN run ON run.id = listed_run WHERE registry = :registry AND name = :repository`;

const NAME = "registry || iif(repository.name = '', '', '/' || repository.name)";

const served = (holding: string, at: string): string =>
  `${holding}.first_seen <= ${at} AND (${holding}.gone_at IS NULL OR ${holding}.gone_at > ${at}) AND NOT EXISTS (
     SELECT 1 FROM absence WHERE absence.manifest_id = ${holding}.manifest_id AND absence.repository_id = ${holding}.repository_id
       AND absence.gone_at <= ${at} AND absence.back_at > ${at})`;

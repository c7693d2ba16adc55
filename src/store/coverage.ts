import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { BlobKind, ScanStatus } from "../domain/finding.ts";
import type { RepositoryCoverage } from "../report/repository-coverage.ts";

/** A manifest that is an image or artifact and lists manifests besides (CVE-2021-41190). */
interface AmbiguousManifest {
  readonly digest: Digest;
  /** `registry/repository` that serves it. */
  readonly holder: string;
}

/** A blob, or a part of one, that was not covered. */
export interface BlobLoss {
  readonly digest: Digest;
  readonly kind: BlobKind;
  readonly status: ScanStatus;
  readonly path: string | null;
  readonly reason: string;
  /** One `registry/repository` that serves it. */
  readonly holder: string;
  /** 1: no repository serves it any more. */
  readonly gone: number;
}

interface ScanCounts {
  readonly status: ScanStatus;
  readonly blobs: number;
  readonly bytes: number;
}

interface CaseCounts {
  readonly repositories: number;
  readonly manifests: number;
  readonly images: number;
  readonly tags: number;
}

export interface Coverage {
  repositories(rulesetId: string): readonly RepositoryCoverage[];
  counts(): CaseCounts;
  /** Blobs of the case by how their scan under the ruleset ended. */
  scans(rulesetId: string): readonly ScanCounts[];
  /** Blobs that the registries still serve without any scan under the ruleset: an interrupted audit, or older rules. */
  unscanned(rulesetId: string): number;
  losses(rulesetId: string): readonly BlobLoss[];
  /** Candidates in libraries that are no findings. */
  weakInLibraries(rulesetId: string): number;
  ambiguous(): readonly AmbiguousManifest[];
}

export function createCoverage(db: Database.Database): Coverage {
  const counts = db.prepare<[], CaseCounts>(
    `SELECT (SELECT count(*) FROM repository) AS repositories, (SELECT count(*) FROM manifest) AS manifests,
       (SELECT count(*) FROM manifest WHERE role = 'image') AS images,
       (SELECT count(DISTINCT repository_id || '/' || name) FROM tag) AS tags`,
  );
  const scans = db.prepare<[string], ScanCounts>(
    "SELECT status, count(*) AS blobs, coalesce(sum(bytes), 0) AS bytes FROM blob_scan WHERE ruleset_id = ? GROUP BY status ORDER BY status",
  );
  const unscanned = db.prepare<[string], { readonly blobs: number }>(
    `WITH held (id) AS MATERIALIZED (
       SELECT DISTINCT manifest_id FROM holding JOIN repository ON repository.id = repository_id WHERE last_run >= coalesce(listed_run, 0)),
     used (id) AS (
       SELECT id FROM held
       UNION SELECT config_id FROM held JOIN manifest ON blob_id = held.id WHERE config_id IS NOT NULL
       UNION SELECT blob_id FROM held JOIN manifest_layer ON manifest_id = held.id)
     SELECT count(*) AS blobs FROM used WHERE NOT EXISTS (SELECT 1 FROM blob_scan WHERE blob_id = used.id AND ruleset_id = ?)`,
  );
  const weak = db
    .prepare<[string], number>("SELECT coalesce(sum(weak_in_libraries), 0) FROM blob_scan WHERE ruleset_id = ?")
    .pluck();
  const repositories = db.prepare<[object], RepositoryCoverage>(REPOSITORIES);
  const losses = db.prepare<[object], BlobLoss>(LOSSES);
  const ambiguous = db.prepare<[], AmbiguousManifest>(
    `SELECT digest, registry || iif(name = '', '', '/' || name) AS holder
     FROM manifest JOIN blob ON blob.id = blob_id JOIN holding ON manifest_id = blob_id JOIN repository ON repository.id = repository_id
     WHERE role NOT IN ('index', 'cache') AND gone_at IS NULL AND EXISTS (SELECT 1 FROM manifest_child WHERE parent_id = blob_id)
     ORDER BY digest, holder`,
  );
  return {
    counts: () => counts.get() ?? { repositories: 0, manifests: 0, images: 0, tags: 0, blobs: 0 },
    scans: (rulesetId) => scans.all(rulesetId),
    unscanned: (rulesetId) => unscanned.get(rulesetId)?.blobs ?? 0,
    repositories: (rulesetId) => repositories.all({ rulesetId }),
    weakInLibraries: (rulesetId) => weak.get(rulesetId) ?? 0,
    losses: (rulesetId) => losses.all({ rulesetId }),
    ambiguous: () => ambiguous.all(),
  };
}

/** One row for the blob when it has a reason of its own, and one for each skip inside it. */
const LOSSES = `
  WITH loss (blob_id, status, path, reason) AS (
    SELECT blob_id, status, NULL, reason FROM blob_scan WHERE ruleset_id = :rulesetId AND status <> 'scanned' AND reason IS NOT NULL
    UNION ALL
    SELECT skip.blob_id, status, path, skip.reason FROM skip JOIN blob_scan USING (blob_id, ruleset_id) WHERE ruleset_id = :rulesetId)
  SELECT digest, blob.kind, status, path, reason,
    coalesce((SELECT registry || iif(name = '', '', '/' || name) FROM holding JOIN repository ON repository.id = repository_id
      WHERE manifest_id IN (
        SELECT blob_id FROM manifest WHERE blob_id = blob.id OR config_id = blob.id
        UNION ALL SELECT manifest_id FROM manifest_layer WHERE blob_id = blob.id)
      ORDER BY registry, name LIMIT 1), '') AS holder,
    coalesce((SELECT min(gone_at IS NOT NULL) FROM holding WHERE manifest_id IN (
      SELECT blob_id FROM manifest WHERE blob_id = blob.id OR config_id = blob.id
      UNION ALL SELECT manifest_id FROM manifest_layer WHERE blob_id = blob.id)), 0) AS gone
  FROM loss JOIN blob ON blob.id = blob_id ORDER BY digest, path, reason`;

/** Every blob of a repository once, with the end of its scan; what is gone no longer counts as waiting. */
const REPOSITORIES = `
  WITH used (repository_id, blob_id) AS (
    SELECT repository_id, manifest_id FROM holding WHERE gone_at IS NULL
    UNION SELECT repository_id, config_id FROM holding JOIN manifest ON blob_id = manifest_id WHERE config_id IS NOT NULL AND gone_at IS NULL
    UNION SELECT repository_id, manifest_layer.blob_id FROM holding JOIN manifest_layer USING (manifest_id) WHERE gone_at IS NULL),
  ended AS (
    SELECT repository_id, sum(status = 'scanned') AS scanned, sum(status = 'partial') AS partial, sum(status = 'skipped') AS skipped,
      sum(status = 'unreachable') AS unreachable, sum(status IS NULL) AS waiting
    FROM used LEFT JOIN blob_scan ON blob_scan.blob_id = used.blob_id AND ruleset_id = :rulesetId GROUP BY repository_id),
  held AS (
    SELECT repository_id, sum(gone_at IS NULL) AS manifests, sum(gone_at IS NOT NULL) AS gone, max(pulled_at) AS pulled_at FROM holding GROUP BY repository_id)
  SELECT registry, name AS repository, method, identity, pull_count AS pullCount, pulled_at AS pulledAt, coalesce(manifests, 0) AS manifests, coalesce(gone, 0) AS gone,
    coalesce(scanned, 0) AS scanned, coalesce(partial, 0) AS partial, coalesce(skipped, 0) AS skipped,
    coalesce(unreachable, 0) AS unreachable, coalesce(waiting, 0) AS waiting
  FROM repository LEFT JOIN ended ON ended.repository_id = id LEFT JOIN held ON held.repository_id = id
  ORDER BY registry, name`;

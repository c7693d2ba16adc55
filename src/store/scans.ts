import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { BlobJob, BlobKind, BlobScan, DocumentFinding, Finding } from "../domain/finding.ts";
import type { Repository } from "../domain/oci.ts";

/** Jobs fetched from the database at a time: no statement stays open while results are written. */
const PAGE = 500;
/** Holders tried for a blob before it is unreachable. */
const HOLDER_LIMIT = 5;

interface Recorded {
  /** Secrets that the case had not seen before. */
  readonly newSecrets: number;
}

/** The finding of a secret without its place and its identity: what the column `secret.finding` holds. */
export type SecretDescription = Omit<Finding, "fingerprint" | "sealedHash" | "span" | "line" | "name">;

interface Pending {
  readonly blobs: number;
  readonly bytes: number;
}

/** What a run saw of the registries. Each blob counts once, however many images hold it. */
export interface SeenTotals {
  readonly repositories: number;
  readonly tags: number;
  readonly manifests: number;
  /** To pull and scan. `unsized` of them do not say how large they are, and count as 0 bytes. */
  readonly blobs: number;
  readonly bytes: number;
  readonly unsized: number;
  /** Already scanned under the ruleset. */
  readonly heldBlobs: number;
  readonly heldBytes: number;
}

export interface Scans {
  /** Blobs of the images seen in this run that have no final scan under the ruleset, most telling first. */
  pending(runId: number, rulesetId: string): Generator<BlobJob>;
  pendingTotal(runId: number, rulesetId: string): Pending;
  seenTotals(runId: number, rulesetId: string): SeenTotals;
  isScanned(digest: Digest, rulesetId: string): boolean;
  record(scan: BlobScan): Recorded;
}

export function createScans(db: Database.Database): Scans {
  const sql = statements(db);
  return {
    pending: (runId, rulesetId) => pendingJobs(sql, runId, rulesetId),
    pendingTotal: (runId, rulesetId) => sql.total.get({ runId, rulesetId }) ?? { blobs: 0, bytes: 0 },
    seenTotals: (runId, rulesetId) => sql.seen.get({ runId, rulesetId }) as SeenTotals,
    isScanned: (digest, rulesetId) => sql.isScanned.get(digest, rulesetId) === 1,
    record: db.transaction((scan: BlobScan) => recordScan(sql, scan)),
  };
}

type Statements = ReturnType<typeof statements>;

interface JobRow {
  readonly id: number;
  readonly digest: string;
  readonly kind: BlobKind;
  readonly mediaType: string;
  readonly size: number;
  readonly rank: number;
  readonly urls: string | null;
}

function* pendingJobs(sql: Statements, runId: number, rulesetId: string): Generator<BlobJob> {
  let after = { rank: -1, size: -2, id: 0 };
  for (;;) {
    const page = sql.page.all({ runId, rulesetId, rank: after.rank, size: after.size, id: after.id, limit: PAGE });
    for (const row of page)
      yield {
        blob: {
          digest: row.digest,
          mediaType: row.mediaType,
          size: row.size,
          ...(row.urls === null ? {} : { urls: JSON.parse(row.urls) }),
        },
        kind: row.kind,
        holders: sql.holders.all({ runId, id: row.id, limit: HOLDER_LIMIT }),
      };
    const last = page.at(-1);
    if (last === undefined) return;
    after = { rank: last.rank, size: last.size, id: last.id };
  }
}

function recordScan(sql: Statements, scan: BlobScan): Recorded {
  const blobId = Number(sql.blobId.get(scan.digest));
  const now = new Date().toISOString();
  sql.scan.run(
    blobId,
    scan.rulesetId,
    scan.status,
    scan.reason ?? null,
    scan.bytes,
    scan.unpackedBytes,
    scan.documents,
    scan.diffId ?? null,
    now,
  );
  sql.clearSkips.run(blobId, scan.rulesetId);
  for (const skip of scan.skips) sql.skip.run(blobId, scan.rulesetId, skip.path ?? null, skip.reason);
  if (scan.paths !== undefined) {
    const bytes = (text: string): Buffer => Buffer.from(text, "base64");
    sql.paths.run(
      blobId,
      bytes(scan.paths.files),
      bytes(scan.paths.directories),
      bytes(scan.paths.whiteouts),
      bytes(scan.paths.opaques),
    );
  }
  if (scan.config !== undefined) sql.config.run(blobId, JSON.stringify(scan.config));
  // A blob that could not be read again keeps what an earlier ruleset found in it.
  if (scan.status !== "unreachable") sql.clearOccurrences.run(blobId);
  return { newSecrets: scan.findings.filter((finding) => recordFinding(sql, { blobId, finding, now })).length };
}

/** True when the value is new to the case. */
function recordFinding(
  sql: Statements,
  input: { readonly blobId: number; readonly finding: DocumentFinding; readonly now: string },
): boolean {
  const { fingerprint, sealedHash, document, span, line, name, ...about } = input.finding;
  const known = sql.secret.get(fingerprint);
  const finding = JSON.stringify(about);
  const id = known?.id ?? Number(sql.addSecret.run(fingerprint, sealedHash, finding, input.now).lastInsertRowid);
  if (known !== undefined && describesBetter(finding, known.finding)) sql.describe.run(finding, id);
  sql.occurrence.run(
    id,
    input.blobId,
    about.ruleId,
    document.kind,
    document.path,
    line,
    span.start,
    span.end,
    name ?? null,
  );
  return known === undefined;
}

/**
 * The best description of a value wins, whichever place was scanned first: a named kind before a generic one, then
 * confidence, then any fixed order, so that a resumed audit ends where an undisturbed one does.
 */
function describesBetter(candidate: string, current: string): boolean {
  const rank = (json: string): string => {
    const about: SecretDescription = JSON.parse(json);
    return `${about.provider === "generic" ? 1 : 0}${["high", "medium", "low"].indexOf(about.confidence)}${about.ruleId}${json}`;
  };
  return rank(candidate) < rank(current);
}

/** Blobs of the run: manifests it saw, their configs and layers. An `unreachable` blob is tried again in a later run. */
const WANTED = `
  SELECT blob.id, digest, kind, media_type AS mediaType, size, urls,
    CASE kind WHEN 'config' THEN 0 WHEN 'attestation' THEN 0 WHEN 'manifest' THEN 1 ELSE 2 END AS rank
  FROM blob
  WHERE NOT EXISTS (SELECT 1 FROM blob_scan WHERE blob_id = blob.id AND ruleset_id = :rulesetId AND status <> 'unreachable')
    AND EXISTS (
      SELECT 1 FROM holding WHERE last_run = :runId AND manifest_id IN (
        SELECT blob_id FROM manifest WHERE blob_id = blob.id OR config_id = blob.id
        UNION ALL SELECT manifest_id FROM manifest_layer WHERE blob_id = blob.id))`;

/** Every blob of the run, and whether its scan under the ruleset is final. */
const SEEN = `
  WITH held (id) AS (SELECT manifest_id FROM holding WHERE last_run = :runId),
  used (id) AS (
    SELECT id FROM held
    UNION SELECT config_id FROM held JOIN manifest ON blob_id = held.id WHERE config_id IS NOT NULL
    UNION SELECT blob_id FROM held JOIN manifest_layer ON manifest_id = held.id),
  ended (size, done) AS (
    SELECT size, EXISTS (
      SELECT 1 FROM blob_scan WHERE blob_id = used.id AND ruleset_id = :rulesetId AND status <> 'unreachable')
    FROM used JOIN blob USING (id))
  SELECT (SELECT count(DISTINCT repository_id) FROM holding WHERE last_run = :runId) AS repositories,
    (SELECT count(DISTINCT repository_id || '/' || name) FROM tag WHERE last_run = :runId AND past = 0) AS tags,
    (SELECT count(DISTINCT id) FROM held) AS manifests,
    coalesce(sum(NOT done), 0) AS blobs, coalesce(sum(iif(done, 0, max(size, 0))), 0) AS bytes,
    coalesce(sum(NOT done AND size < 0), 0) AS unsized,
    coalesce(sum(done), 0) AS heldBlobs, coalesce(sum(iif(done, max(size, 0), 0)), 0) AS heldBytes
  FROM ended`;

const statements = (db: Database.Database) => ({
  page: db.prepare<[object], JobRow>(
    `SELECT * FROM (${WANTED}) WHERE (rank, size, id) > (:rank, :size, :id) ORDER BY rank, size, id LIMIT :limit`,
  ),
  total: db.prepare<[object], Pending>(
    `SELECT count(*) AS blobs, coalesce(sum(max(size, 0)), 0) AS bytes FROM (${WANTED})`,
  ),
  seen: db.prepare<[object], SeenTotals>(SEEN),
  holders: db.prepare<[object], Repository>(
    `SELECT DISTINCT registry, name FROM holding JOIN repository ON repository.id = repository_id
     WHERE last_run = :runId AND manifest_id IN (
       SELECT blob_id FROM manifest WHERE blob_id = :id OR config_id = :id
       UNION ALL SELECT manifest_id FROM manifest_layer WHERE blob_id = :id) LIMIT :limit`,
  ),
  isScanned: db
    .prepare(
      "SELECT 1 FROM blob_scan JOIN blob ON blob.id = blob_id WHERE digest = ? AND ruleset_id = ? AND status <> 'unreachable'",
    )
    .pluck(),
  blobId: db.prepare("SELECT id FROM blob WHERE digest = ?").pluck(),
  scan: db.prepare(
    `INSERT OR REPLACE INTO blob_scan (blob_id, ruleset_id, status, reason, bytes, unpacked_bytes, documents, diff_id, scanned_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  clearSkips: db.prepare("DELETE FROM skip WHERE blob_id = ? AND ruleset_id = ?"),
  skip: db.prepare("INSERT INTO skip (blob_id, ruleset_id, path, reason) VALUES (?, ?, ?, ?)"),
  paths: db.prepare(
    "INSERT OR REPLACE INTO layer_paths (blob_id, files, directories, whiteouts, opaques) VALUES (?, ?, ?, ?, ?)",
  ),
  config: db.prepare("INSERT OR REPLACE INTO image_config (blob_id, config) VALUES (?, ?)"),
  clearOccurrences: db.prepare("DELETE FROM occurrence WHERE blob_id = ?"),
  secret: db.prepare<[string], { readonly id: number; readonly finding: string }>(
    "SELECT id, finding FROM secret WHERE fingerprint = ?",
  ),
  addSecret: db.prepare("INSERT INTO secret (fingerprint, sealed_hash, finding, first_seen) VALUES (?, ?, ?, ?)"),
  describe: db.prepare("UPDATE secret SET finding = ? WHERE id = ?"),
  occurrence: db.prepare(
    `INSERT OR IGNORE INTO occurrence (secret_id, blob_id, rule_id, kind, path, line, span_start, span_end, name)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
});

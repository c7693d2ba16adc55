import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { BlobScan, DocumentFinding } from "../domain/finding.ts";
import { createDiffIds, type DiffIds } from "./diff-ids.ts";
import { createKnownSecrets, type KnownSecrets, type SecretDescription } from "./known-secrets.ts";
import { createNamedHalves, type NamedHalves } from "./named-halves.ts";
import { createOccurrenceRows, type FoundSecret, type OccurrenceRows } from "./occurrence-rows.ts";
import { createPackages, type Packages } from "./packages.ts";
import { createSealed, type Sealed } from "./sealed.ts";

interface Recorded {
  /** Secrets that the case had not seen before. */
  readonly newSecrets: number;
}

export interface Scans {
  isScanned(digest: Digest, rulesetId: string): boolean;
  record(scan: BlobScan): Recorded;
}

/** `key`: that of the case. */
export function createScans(db: Database.Database, key: () => Uint8Array): Scans {
  const sql = {
    ...statements(db),
    packages: createPackages(db),
    secrets: createKnownSecrets(db),
    occurrences: createOccurrenceRows(db),
    sealed: createSealed(db),
    named: createNamedHalves(db, key),
    diffIds: createDiffIds(db),
  };
  return {
    isScanned: (digest, rulesetId) => sql.isScanned.get(digest, rulesetId) === 1,
    record: createRecord(db, sql),
  };
}

/** Secrets are remembered as long as nobody else writes, and as long as what was written stays. */
function createRecord(db: Database.Database, sql: Statements): Scans["record"] {
  const write = db.transaction((scan: BlobScan) => recordScan(sql, scan));
  const version = db.prepare("PRAGMA data_version").pluck();
  let seen: unknown;
  return (scan) => {
    const now = version.get();
    if (now !== seen) sql.secrets.forget();
    seen = now;
    try {
      return write(scan);
    } catch (error) {
      sql.secrets.forget();
      throw error;
    }
  };
}

type Statements = ReturnType<typeof statements> & {
  readonly packages: Packages;
  readonly secrets: KnownSecrets;
  readonly occurrences: OccurrenceRows;
  readonly sealed: Sealed;
  readonly named: NamedHalves;
  readonly diffIds: DiffIds;
};

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
    sql.diffIds.of(blobId) ?? null,
    now,
    scan.weakInLibraries ?? 0,
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
  if (scan.config !== undefined) {
    sql.config.run(blobId, JSON.stringify(scan.config));
    sql.diffIds.learn(blobId);
  }
  if (scan.build !== undefined) sql.build.run(blobId, scan.build.source, scan.build.revision ?? null);
  if (scan.status !== "unreachable") sql.clearBuildFiles.run(blobId);
  for (const [position, { path, text }] of (scan.buildFiles ?? []).entries())
    sql.buildFile.run(blobId, position, path, text);
  for (const { by, title, facts } of scan.halves ?? [])
    sql.half.run(by, String(facts[by]), title, JSON.stringify(facts));
  const { found, newSecrets } = recordSecrets(sql, scan.findings, now);
  // A blob that could not be read again keeps what an earlier ruleset found in it.
  if (scan.status !== "unreachable") {
    sql.occurrences.replace(blobId, found);
    sql.packages.record(blobId, scan.packages ?? []);
    sql.named.record(blobId, scan.named ?? []);
  }
  sql.sealed.record(scan.sealed ?? []);
  return { newSecrets };
}

function recordSecrets(sql: Statements, findings: readonly DocumentFinding[], now: string) {
  const found: FoundSecret[] = [];
  let newSecrets = 0;
  for (const finding of findings) {
    const { fingerprint, sealedHash } = finding;
    const recalled = sql.secrets.recall(finding);
    const { id, isNew } =
      recalled === undefined
        ? sql.secrets.record({ fingerprint, sealedHash, about: descriptionOf(finding), now })
        : { id: recalled, isNew: false };
    found.push({ secretId: id, finding });
    if (isNew) newSecrets++;
  }
  return { found, newSecrets };
}

/** What is said of the value, and not of its place. */
function descriptionOf(finding: DocumentFinding): SecretDescription {
  const {
    fingerprint: _fingerprint,
    sealedHash: _sealedHash,
    document: _document,
    superseded: _superseded,
    provenance: _provenance,
    provenanceReason: _reason,
    fileKeys: _fileKeys,
    strength: _strength,
    span: _span,
    line: _line,
    name: _name,
    ...about
  } = finding;
  return about;
}

const statements = (db: Database.Database) => ({
  isScanned: db
    .prepare(
      "SELECT 1 FROM blob_scan JOIN blob ON blob.id = blob_id WHERE digest = ? AND ruleset_id = ? AND status <> 'unreachable'",
    )
    .pluck(),
  blobId: db.prepare("SELECT id FROM blob WHERE digest = ?").pluck(),
  scan: db.prepare(
    `INSERT OR REPLACE INTO blob_scan (blob_id, ruleset_id, status, reason, bytes, unpacked_bytes, documents, diff_id, scanned_at,
       weak_in_libraries)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  clearSkips: db.prepare("DELETE FROM skip WHERE blob_id = ? AND ruleset_id = ?"),
  skip: db.prepare("INSERT INTO skip (blob_id, ruleset_id, path, reason) VALUES (?, ?, ?, ?)"),
  paths: db.prepare(
    "INSERT OR REPLACE INTO layer_paths (blob_id, files, directories, whiteouts, opaques) VALUES (?, ?, ?, ?, ?)",
  ),
  config: db.prepare("INSERT OR REPLACE INTO image_config (blob_id, config) VALUES (?, ?)"),
  build: db.prepare("INSERT OR REPLACE INTO build_origin (blob_id, source, revision) VALUES (?, ?, ?)"),
  clearBuildFiles: db.prepare("DELETE FROM build_file WHERE blob_id = ?"),
  buildFile: db.prepare("INSERT INTO build_file (blob_id, position, path, text) VALUES (?, ?, ?, ?)"),
  half: db.prepare("INSERT OR IGNORE INTO public_half (by, value, title, facts) VALUES (?, ?, ?, ?)"),
});

import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { BlobScan, DocumentFinding } from "../domain/finding.ts";
import { createDiffIds, type DiffIds } from "./diff-ids.ts";
import type { GroupedWrites } from "./grouped-writes.ts";
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
  /** On disk at the end of this turn of the event loop. */
  record(scan: BlobScan): Recorded;
}

export interface Writing {
  readonly grouped: GroupedWrites;
  /** The key of the case. */
  readonly key: () => Uint8Array;
}

export function createScans(db: Database.Database, { grouped, key }: Writing): Scans {
  const sql = {
    ...statements(db),
    packages: createPackages(db),
    secrets: createKnownSecrets(db),
    occurrences: createOccurrenceRows(db),
    sealed: createSealed(db),
    named: createNamedHalves(db, key),
    diffIds: createDiffIds(db),
  };
  const check = forgetting(db, { grouped, remembering: [sql.secrets, sql.occurrences] });
  return {
    isScanned: (digest, rulesetId) => sql.isScanned.get(digest, rulesetId) === 1,
    record: (scan) =>
      grouped.write(() => {
        check();
        return recordScan(sql, scan);
      }),
  };
}

interface Forgetting {
  readonly grouped: GroupedWrites;
  readonly remembering: readonly { forget(): void }[];
}

/** What is remembered holds as long as nobody else writes, and as long as what was written stays. */
function forgetting(db: Database.Database, { grouped, remembering }: Forgetting): () => void {
  const version = db.prepare("PRAGMA data_version").pluck();
  let seen: unknown;
  let undone = 0;
  return () => {
    const now = version.get();
    if (now !== seen || grouped.undone() !== undone) for (const one of remembering) one.forget();
    seen = now;
    undone = grouped.undone();
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
  const { id: blobId, isRescan } = sql.blob.get(scan.digest) ?? unknown(scan.digest);
  const now = new Date().toISOString();
  if (isRescan === 1) clearScan(sql, blobId, scan);
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
  for (const [position, { path, text }] of (scan.buildFiles ?? []).entries())
    sql.buildFile.run(blobId, position, path, text);
  for (const { by, title, facts } of scan.halves ?? [])
    sql.half.run(by, String(facts[by]), title, JSON.stringify(facts));
  const { found, newSecrets } = recordSecrets(sql, scan.findings, now);
  if (scan.status !== "unreachable") {
    sql.occurrences.add(blobId, found);
    sql.packages.record(blobId, scan.packages ?? []);
    sql.named.record(blobId, scan.named ?? []);
  }
  sql.sealed.record(scan.sealed ?? []);
  return { newSecrets };
}

const unknown = (digest: Digest): never => {
  throw new Error(`a scan of ${digest}, which is not in the case`);
};

/** A blob that could not be read again keeps what an earlier ruleset found in it. */
function clearScan(sql: Statements, blobId: number, { rulesetId, status }: BlobScan): void {
  sql.clearSkips.run(blobId, rulesetId);
  if (status === "unreachable") return;
  // What other rules found in it goes with its places: an audit with them has to read it again.
  sql.clearOtherScans.run(blobId, rulesetId);
  sql.clearBuildFiles.run(blobId);
  sql.occurrences.clear(blobId);
  sql.packages.clear(blobId);
  sql.named.clear(blobId);
}

function recordSecrets(sql: Statements, findings: readonly DocumentFinding[], now: string) {
  let newSecrets = 0;
  const found = findings.map((finding): FoundSecret => {
    const known = sql.secrets.recall(finding);
    if (known !== undefined) return { secretId: known, finding };
    const { fingerprint, sealedHash } = finding;
    const { id, isNew } = sql.secrets.record({ fingerprint, sealedHash, about: descriptionOf(finding), now });
    if (isNew) newSecrets++;
    return { secretId: id, finding };
  });
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
  blob: db.prepare<[string], { readonly id: number; readonly isRescan: number }>(
    "SELECT id, EXISTS (SELECT 1 FROM blob_scan WHERE blob_id = id) AS isRescan FROM blob WHERE digest = ?",
  ),
  scan: db.prepare(
    `INSERT OR REPLACE INTO blob_scan (blob_id, ruleset_id, status, reason, bytes, unpacked_bytes, documents, diff_id, scanned_at,
       weak_in_libraries)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  clearOtherScans: db.prepare("DELETE FROM blob_scan WHERE blob_id = ? AND ruleset_id <> ?"),
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

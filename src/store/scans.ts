import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { BlobScan, DocumentFinding, Finding } from "../domain/finding.ts";
import { createPackages, type Packages } from "./packages.ts";

interface Recorded {
  /** Secrets that the case had not seen before. */
  readonly newSecrets: number;
}

/** The finding of a secret without its place and its identity: what the column `secret.finding` holds. */
export type SecretDescription = Omit<Finding, "fingerprint" | "sealedHash" | "span" | "line" | "name" | "strength">;

export interface Scans {
  isScanned(digest: Digest, rulesetId: string): boolean;
  record(scan: BlobScan): Recorded;
}

export function createScans(db: Database.Database): Scans {
  const sql = { ...statements(db), packages: createPackages(db) };
  return {
    isScanned: (digest, rulesetId) => sql.isScanned.get(digest, rulesetId) === 1,
    record: db.transaction((scan: BlobScan) => recordScan(sql, scan)),
  };
}

type Statements = ReturnType<typeof statements> & { readonly packages: Packages };

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
  if (scan.config !== undefined) sql.config.run(blobId, JSON.stringify(scan.config));
  for (const { by, title, facts } of scan.halves ?? [])
    sql.half.run(by, String(facts[by]), title, JSON.stringify(facts));
  // A blob that could not be read again keeps what an earlier ruleset found in it.
  if (scan.status !== "unreachable") {
    sql.clearOccurrences.run(blobId);
    sql.packages.record(blobId, scan.packages ?? []);
  }
  return { newSecrets: scan.findings.filter((finding) => recordFinding(sql, { blobId, finding, now })).length };
}

/** True when the value is new to the case. */
function recordFinding(
  sql: Statements,
  input: { readonly blobId: number; readonly finding: DocumentFinding; readonly now: string },
): boolean {
  const { fingerprint, sealedHash, ...found } = input.finding;
  const { document, superseded, provenance, provenanceReason, fileKeys, strength, span, line, name, ...about } = found;
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
    superseded ? 1 : 0,
    provenance,
    provenanceReason ?? null,
    strength,
    about.confidence,
    fileKeys === undefined ? null : Buffer.from(fileKeys, "base64"),
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
  half: db.prepare("INSERT OR IGNORE INTO public_half (by, value, title, facts) VALUES (?, ?, ?, ?)"),
  clearOccurrences: db.prepare("DELETE FROM occurrence WHERE blob_id = ?"),
  secret: db.prepare<[string], { readonly id: number; readonly finding: string }>(
    "SELECT id, finding FROM secret WHERE fingerprint = ?",
  ),
  addSecret: db.prepare("INSERT INTO secret (fingerprint, sealed_hash, finding, first_seen) VALUES (?, ?, ?, ?)"),
  describe: db.prepare("UPDATE secret SET finding = ? WHERE id = ?"),
  occurrence: db.prepare(
    `INSERT OR IGNORE INTO occurrence (secret_id, blob_id, rule_id, kind, path, line, span_start, span_end, name, superseded,
       provenance, provenance_reason, strength, confidence, file_keys)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
});

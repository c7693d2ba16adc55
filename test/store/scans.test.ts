import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Digest } from "../../src/domain/digest.ts";
import type { BlobScan, DocumentFinding } from "../../src/domain/finding.ts";
import { openStore, type Store } from "../../src/store/store.ts";

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const digest = (name: string): Digest => `sha256:${hash(name)}`;
const LAYERS = ["one", "two"];

let folder: string;
let store: Store;
const open = (): Store => openStore(join(folder, "case.db"), { create: true });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "exhume-scans-"));
  store = open();
  const run = store.runs.start({ targets: ["r.example"], rulesetId: "rules", tool: "0" });
  const layer = (name: string) => ({ digest: digest(name), mediaType: "application/octet-stream", size: 9 });
  const manifest = {
    ...{ digest: digest("manifest"), mediaType: "application/vnd.oci.image.manifest.v1+json", role: "image" as const },
    ...{ body: Buffer.from("{}"), layers: LAYERS.map(layer), manifests: [], annotations: {} },
  };
  store.images.record(run, { repository: { registry: "r.example", name: "app" }, tag: "1" }, manifest);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const finding = (secret: string, more: Partial<DocumentFinding> = {}): DocumentFinding => ({
  ...{ fingerprint: hash(secret), sealedHash: hash(`sealed ${secret}`), ruleId: "generic-secret", provider: "generic" },
  ...{ title: "Secret", severity: "high", confidence: "high", strength: "prefix", runbook: "generic" },
  ...{ preview: "••••", validity: "unknown", facts: {}, reasons: ["name says secret"], span: { start: 8, end: 32 } },
  ...{ line: 1, name: "TOKEN", document: { kind: "file", path: "app/.env" }, provenance: "application" },
  ...more,
});

const record = (layer: string, findings: readonly DocumentFinding[], more: Partial<BlobScan> = {}) =>
  store.scans.record({
    ...{ digest: digest(layer), kind: "layer", rulesetId: "rules", status: "scanned" },
    ...{ bytes: 9, unpackedBytes: 9, documents: 1, findings, skips: [] },
    ...more,
  });

/** As who opens the case reads it, by path and line. */
function places(): readonly Readonly<Record<string, unknown>>[] {
  store.close();
  const db = new Database(join(folder, "case.db"), { readonly: true });
  const all = db.prepare<[], Record<string, unknown>>(
    `SELECT fingerprint, digest, occurrence.* FROM occurrence JOIN secret ON secret.id = secret_id JOIN blob ON blob.id = blob_id
     ORDER BY path, line`,
  );
  const rows = all.all().map(({ secret_id, blob_id, ...row }) => row);
  db.close();
  store = open();
  return rows;
}

describe("places of secrets", () => {
  it("are read as they were told, those that have all in common and those that differ in one thing", () => {
    const told: readonly Partial<DocumentFinding>[] = [
      {},
      {},
      { ruleId: "other" },
      { document: { kind: "env", path: "x" } },
      { superseded: true },
      { provenance: "dependency" },
      { provenance: "dependency", provenanceReason: "in the npm package left-pad" },
      { provenance: "dependency", provenanceReason: "in the npm package right-pad" },
      { strength: "name" },
      { confidence: "low" },
      { name: "OTHER" },
      { fileKeys: Buffer.from("12345678").toString("base64") },
    ];
    // More than are written together, so that each stands between others.
    const all = Array.from({ length: 40 }, (_, line) => ({ ...told[line % told.length], line }));
    record(
      "one",
      all.map((one) => finding("a", { ...one, span: { start: one.line, end: one.line + 1 } })),
    );
    record("two", [finding("b", { document: { kind: "file", path: "z" }, confidence: "low" })]);
    const place = (one: Partial<DocumentFinding> & { readonly line: number }) => ({
      ...{
        fingerprint: hash("a"),
        digest: digest("one"),
        line: one.line,
        span_start: one.line,
        span_end: one.line + 1,
      },
      ...{ path: one.document?.path ?? "app/.env", kind: one.document?.kind ?? "file", name: one.name ?? "TOKEN" },
      ...{ rule_id: one.ruleId ?? "generic-secret", superseded: one.superseded ? 1 : 0 },
      ...{ provenance: one.provenance ?? "application", provenance_reason: one.provenanceReason ?? null },
      ...{ strength: one.strength ?? "prefix", confidence: one.confidence ?? "high" },
      file_keys: one.fileKeys === undefined ? null : Buffer.from(one.fileKeys, "base64"),
    });
    const last = { ...place({ line: 1, confidence: "low" }), fingerprint: hash("b"), digest: digest("two"), path: "z" };
    expect(places()).toEqual([
      ...all.map(place).sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line),
      { ...last, span_start: 8, span_end: 32 },
    ]);
  });

  it("are kept once when they are told twice, and are two when the same secret stands as far into another file", () => {
    record("one", [finding("a"), finding("a"), finding("a", { document: { kind: "file", path: "b/.env" } })]);
    expect(places().map(({ path }) => path)).toEqual(["app/.env", "b/.env"]);
  });

  it("of a scan before make way, but for a blob that could not be read again", () => {
    record("one", [finding("a")]);
    record("one", [finding("b")], { rulesetId: "newer" });
    record("one", [], { rulesetId: "newest", status: "unreachable", reason: "gone" });
    expect(places().map(({ fingerprint }) => fingerprint)).toEqual([hash("b")]);
  });
});

describe("a blob that other rules scanned since", () => {
  it("is scanned again with those before: what they found made way", () => {
    record("one", [finding("a")]);
    record("one", [], { rulesetId: "other" });
    expect(store.scans.isScanned(digest("one"), "rules")).toBe(false);
    record("one", [finding("a")]);
    expect(store.scans.isScanned(digest("one"), "rules")).toBe(true);
    expect(store.scans.isScanned(digest("one"), "other")).toBe(false);
    expect(places()).toHaveLength(1);
  });

  it("keeps what was found in it when it could not be read again", () => {
    record("one", [finding("a")]);
    record("one", [], { rulesetId: "other", status: "unreachable", reason: "404" });
    expect(store.scans.isScanned(digest("one"), "rules")).toBe(true);
    expect(places()).toHaveLength(1);
  });
});

describe("a scan that is undone", () => {
  const fail = (): never => {
    throw new Error("no");
  };

  it("leaves nothing, and what is told after it is whole", () => {
    const first = (): void => {
      record("one", [finding("a", { provenance: "dependency" })]);
      fail();
    };
    expect(() => store.atomically(first)).toThrow("no");
    record("two", [finding("b"), finding("c", { line: 2 })]);
    expect(() => store.atomically(first)).toThrow("no");
    expect(record("two", [finding("c"), finding("a", { line: 2, provenance: "dependency" })])).toEqual({
      newSecrets: 1,
    });
    expect(places().map(({ fingerprint, digest, provenance }) => ({ fingerprint, digest, provenance }))).toEqual([
      { fingerprint: hash("c"), digest: digest("two"), provenance: "application" },
      { fingerprint: hash("a"), digest: digest("two"), provenance: "dependency" },
    ]);
  });

  it("says of which blob, when the case does not know it", () => {
    expect(() => record("three", [])).toThrow(digest("three"));
  });
});

import { createHash } from "node:crypto";
import Database from "better-sqlite3";
import { openStore } from "../../../src/store/store.ts";
import { seeded } from "../../support/random.ts";
import { layerSize } from "./simulate.ts";

export const RULESET = "bench";
const REPOSITORIES = 2000;
const LAYERS_OF_EACH = 2;
const SHARED_LAYERS = 3;
const BASES = 500;

/**
 * A case after everything was listed and nothing was scanned: each manifest has layers of its own and some of a base.
 * Written as rows, as a listing of a million manifests takes hours.
 */
export function writePendingCase(path: string, manifests: number): number {
  const store = openStore(path, { create: true });
  store.key();
  const run = store.runs.start({ targets: ["bench"], rulesetId: RULESET, tool: "bench" });
  store.close();
  const db = new Database(path);
  db.pragma("synchronous = OFF");
  db.pragma("cache_size = -1000000");
  db.transaction(() => writeRows(db, { run, manifests }))();
  db.close();
  return run;
}

function writeRows(
  db: Database.Database,
  { run, manifests }: { readonly run: number; readonly manifests: number },
): void {
  const random = seeded("pending case");
  const now = new Date().toISOString();
  const blob = db.prepare(
    "INSERT INTO blob (digest, kind, media_type, size) VALUES (?, ?, 'application/octet-stream', ?)",
  );
  const add = (kind: string, name: string, size: number): number =>
    Number(blob.run(digestOf(name), kind, Math.round(size)).lastInsertRowid);
  const repository = db.prepare("INSERT INTO repository (registry, name, listed_run) VALUES (?, ?, ?)");
  const manifest = db.prepare("INSERT INTO manifest (blob_id, role, config_id) VALUES (?, 'image', ?)");
  const layer = db.prepare("INSERT INTO manifest_layer (manifest_id, position, blob_id) VALUES (?, ?, ?)");
  const holding = db.prepare(
    "INSERT INTO holding (manifest_id, repository_id, first_run, first_seen, last_run) VALUES (?, ?, ?, ?, ?)",
  );
  const scanned = db.prepare(
    `INSERT INTO blob_scan (blob_id, ruleset_id, status, bytes, unpacked_bytes, documents, scanned_at)
     VALUES (?, '${RULESET}', 'scanned', 1000, 1000, 1, ?)`,
  );
  const repositories = Array.from({ length: REPOSITORIES }, (_, at) =>
    Number(repository.run(`${at % 20}.registry.bench.example`, `team/app-${at}`, run).lastInsertRowid),
  );
  const bases = Array.from({ length: BASES * SHARED_LAYERS }, (_, at) => add("layer", `base ${at}`, layerSize(random)));
  for (let number = 0; number < manifests; number++) {
    const id = add("manifest", `manifest ${number}`, 1000);
    const config = add("config", `config ${number}`, 5000);
    manifest.run(id, config);
    holding.run(id, repositories[number % REPOSITORIES], run, now, run);
    // Manifests and configs are scanned as they are listed: layers are what is left.
    scanned.run(id, now);
    scanned.run(config, now);
    for (let at = 0; at < SHARED_LAYERS; at++) layer.run(id, at, bases[(number % BASES) * SHARED_LAYERS + at]);
    for (let at = 0; at < LAYERS_OF_EACH; at++)
      layer.run(id, SHARED_LAYERS + at, add("layer", `layer ${number} ${at}`, layerSize(random)));
  }
}

const digestOf = (name: string): string => `sha256:${createHash("sha256").update(name).digest("hex")}`;

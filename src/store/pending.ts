import type Database from "better-sqlite3";
import type { BlobJob, BlobKind, ImageConfig } from "../domain/finding.ts";
import type { Repository } from "../domain/oci.ts";
import { type LayerSeat, layerLine, workCost } from "./work-order.ts";

/** Jobs fetched from the database at a time: no statement stays open while results are written. */
const PAGE = 500;
/** Holders tried for a blob before it is unreachable. */
const HOLDER_LIMIT = 5;

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

/** Blobs that a run saw: manifests, their configs and layers. One that was `unreachable` is tried again. */
export interface Pending {
  /** Configs, attestations and manifests without a final scan under the ruleset when it is called, smallest first. */
  metadata(runId: number, rulesetId: string): Generator<BlobJob>;
  /** Layers and artifacts, most telling first: what the configs say of them counts. One of the two at a time. */
  layers(runId: number, rulesetId: string): Generator<BlobJob>;
  totals(runId: number, rulesetId: string): SeenTotals;
}

export function createPending(db: Database.Database): Pending {
  // Ordered once: a key in the order of the queue itself would have each page look at every blob again.
  db.exec("CREATE TEMP TABLE queue (position INTEGER PRIMARY KEY, blob_id INTEGER NOT NULL) STRICT");
  db.function("work_cost", { deterministic: true }, costOf);
  const sql = statements(db);
  const queued = (fill: Database.Statement<[object]>) => {
    const refill = db.transaction((runId: number, rulesetId: string) => {
      sql.clear.run();
      fill.run({ runId, rulesetId });
    });
    return function* (runId: number, rulesetId: string): Generator<BlobJob> {
      refill(runId, rulesetId);
      yield* queuedJobs(sql, runId);
    };
  };
  return {
    metadata: queued(sql.fillMetadata),
    layers: queued(sql.fillLayers),
    totals: (runId, rulesetId) => sql.totals.get({ runId, rulesetId }) as SeenTotals,
  };
}

/** `seat`: a `LayerSeat` without its line, as JSON. `config`: that of an image that holds the layer, where one is known. */
const costOf = (seat: unknown, config: unknown): number => {
  const known = JSON.parse(String(seat)) as LayerSeat;
  if (typeof config !== "string") return workCost(known);
  return workCost({ ...known, line: layerLine(JSON.parse(config) as ImageConfig, known.position) });
};

interface JobRow {
  readonly position: number;
  readonly id: number;
  readonly digest: string;
  readonly kind: BlobKind;
  readonly mediaType: string;
  readonly size: number;
  readonly urls: string | null;
}

function* queuedJobs(sql: ReturnType<typeof statements>, runId: number): Generator<BlobJob> {
  let after = 0;
  for (;;) {
    const page = sql.page.all({ after, limit: PAGE });
    for (const { id, digest, kind, mediaType, size, urls } of page)
      yield {
        blob: { digest, mediaType, size, ...(urls === null ? {} : { urls: JSON.parse(urls) }) },
        kind,
        holders: sql.holders.all({ runId, id, limit: HOLDER_LIMIT }),
      };
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.position;
  }
}

/** An audit that began later, and is at work on the same case, counts what it sees as seen by itself. */
const seenIn = (table: "holding" | "tag"): string =>
  `${table}.last_run >= :runId AND EXISTS (
     SELECT 1 FROM run_repository AS seen WHERE seen.run_id = :runId AND seen.repository_id = ${table}.repository_id)`;

/**
 * Built from the manifests down, once: asked blob by blob whether a manifest of the run holds it, SQLite looks at all
 * of them for each.
 */
const USED = `
  held (id) AS MATERIALIZED (SELECT DISTINCT manifest_id FROM holding WHERE ${seenIn("holding")}),
  used (id) AS (
    SELECT id FROM held
    UNION SELECT config_id FROM held JOIN manifest ON blob_id = held.id WHERE config_id IS NOT NULL
    UNION SELECT blob_id FROM held JOIN manifest_layer ON manifest_id = held.id)`;

const DONE = `EXISTS (
  SELECT 1 FROM blob_scan WHERE blob_id = used.id AND ruleset_id = :rulesetId AND status <> 'unreachable')`;

/** Each layer in the image where the fewest are above it. */
const SEATS = `
  seat (blob_id, position, above, manifest_id, repositories) AS (
    SELECT blob_id, position, min(layers - 1 - position), manifest_id, count(DISTINCT repository_id)
    FROM manifest_layer
      JOIN (SELECT manifest_id, count(*) AS layers FROM manifest_layer GROUP BY manifest_id) USING (manifest_id)
      JOIN holding USING (manifest_id)
    WHERE ${seenIn("holding")} GROUP BY blob_id)`;

const TOTALS = `
  WITH ${USED}, ended (size, done) AS (SELECT size, ${DONE} FROM used JOIN blob USING (id))
  SELECT (SELECT count(DISTINCT repository_id) FROM holding WHERE ${seenIn("holding")}) AS repositories,
    (SELECT count(*) FROM (SELECT DISTINCT repository_id, name FROM tag WHERE ${seenIn("tag")} AND past = 0)) AS tags,
    (SELECT count(*) FROM held) AS manifests,
    coalesce(sum(NOT done), 0) AS blobs, coalesce(sum(iif(done, 0, max(size, 0))), 0) AS bytes,
    coalesce(sum(NOT done AND size < 0), 0) AS unsized,
    coalesce(sum(done), 0) AS heldBlobs, coalesce(sum(iif(done, max(size, 0), 0)), 0) AS heldBytes
  FROM ended`;

const statements = (db: Database.Database) => ({
  clear: db.prepare("DELETE FROM temp.queue"),
  fillMetadata: db.prepare<[object]>(
    `INSERT INTO temp.queue (blob_id)
     WITH ${USED} SELECT id FROM used JOIN blob USING (id)
     WHERE NOT ${DONE} AND kind NOT IN ('layer', 'artifact') ORDER BY kind = 'manifest', size, id`,
  ),
  fillLayers: db.prepare<[object]>(
    `INSERT INTO temp.queue (blob_id)
     WITH ${USED}, ${SEATS}
     SELECT id FROM used JOIN blob USING (id) LEFT JOIN seat ON seat.blob_id = id
       LEFT JOIN manifest ON manifest.blob_id = seat.manifest_id LEFT JOIN image_config ON image_config.blob_id = config_id
     WHERE NOT ${DONE} AND kind IN ('layer', 'artifact')
     ORDER BY work_cost(json_object('size', size, 'position', coalesce(position, 0), 'above', coalesce(above, 0),
       'repositories', coalesce(repositories, 1)), config), size, id`,
  ),
  page: db.prepare<[object], JobRow>(
    `SELECT position, id, digest, kind, media_type AS mediaType, size, urls
     FROM temp.queue JOIN blob ON id = blob_id WHERE position > :after ORDER BY position LIMIT :limit`,
  ),
  totals: db.prepare<[object], SeenTotals>(TOTALS),
  holders: db.prepare<[object], Repository>(
    `SELECT DISTINCT registry, name FROM holding JOIN repository ON repository.id = repository_id
     WHERE ${seenIn("holding")} AND manifest_id IN (
       SELECT blob_id FROM manifest WHERE blob_id = :id OR config_id = :id
       UNION ALL SELECT manifest_id FROM manifest_layer WHERE blob_id = :id) LIMIT :limit`,
  ),
});

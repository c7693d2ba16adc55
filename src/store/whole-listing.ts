import type Database from "better-sqlite3";
import type { KeptWhole, Listing, NewTask, OpenerPlace } from "./listing.ts";
import type { ListingTasks } from "./listing-tasks.ts";
import type { ListingWrites } from "./listing-writes.ts";

export interface WholeListing {
  findWhole(key: string): KeptWhole | undefined;
  /** In place of any other; see `Listings.keep`. */
  keepWhole(key: string, whole: NewWhole): void;
}

interface NewWhole extends Omit<Listing, "holdsUntil"> {
  readonly tasks: Iterable<NewTask>;
}

interface Parts {
  readonly tasks: ListingTasks;
  readonly writes: ListingWrites;
}

/** All tasks of a case as they were recorded. */
export function createWholeListing(db: Database.Database, parts: Parts): WholeListing {
  const sql = statements(db);
  return {
    findWhole: (key) => {
      const row = sql.whole.get(key);
      if (row === undefined) return undefined;
      const { id, ...whole } = row;
      return {
        ...whole,
        ...parts.tasks.of(id),
        isSound: sql.isSound.get({ id, lastEvent: whole.lastEvent }) === 1,
        fingerprints: (start) => sql.fingerprints.all({ id, start }),
        taskAt: (position) => parts.tasks.at(id, position),
        hasOpeners: () => sql.hasOpeners.get(id) !== undefined,
        openersIn: (digest) => sql.openersIn.all({ id, digest }),
      };
    },
    keepWhole: (key, { tasks, ...whole }) =>
      parts.writes.write(() => {
        parts.tasks.add(parts.writes.add({ key, ...whole, holdsUntil: "", whole: 1, tasksOf: null }), tasks);
      }),
  };
}

interface WholeRow extends Pick<Listing, "summary" | "repositories"> {
  readonly id: number;
  readonly lastEvent: number;
}

const statements = (db: Database.Database) => ({
  whole: db.prepare<[string], WholeRow>(
    "SELECT id, summary, repositories, last_event AS lastEvent FROM listing WHERE key = ? AND whole = 1",
  ),
  /** Documented examples join no credential: a secret that became one, or is none any more, changes what others are. */
  isSound: db
    .prepare<[object], number>(
      `SELECT NOT EXISTS (
         SELECT 1 FROM event LEFT JOIN listing_secret ON listing_id = :id AND listing_secret.fingerprint = event.fingerprint
         WHERE event.id > :lastEvent AND (position IS NULL OR test = 1
           OR EXISTS (SELECT 1 FROM event AS other WHERE other.fingerprint = event.fingerprint AND other.state = 'test')))`,
    )
    .pluck(),
  fingerprints: db
    .prepare<[object], string>(
      `SELECT fingerprint FROM listing_secret
       WHERE listing_id = :id AND fingerprint >= :start AND fingerprint < :start || 'g' ORDER BY position`,
    )
    .pluck(),
  hasOpeners: db.prepare<[number]>("SELECT 1 FROM listing_secret WHERE listing_id = ? AND opener = 1 LIMIT 1"),
  openersIn: db.prepare<[object], OpenerPlace>(
    `SELECT DISTINCT position, occurrence.kind, path FROM blob JOIN occurrence ON blob_id = blob.id JOIN secret ON secret.id = secret_id
       JOIN listing_secret ON listing_id = :id AND listing_secret.fingerprint = secret.fingerprint
     WHERE digest = :digest AND opener = 1`,
  ),
});

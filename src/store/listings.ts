import type Database from "better-sqlite3";
import type { KeptListing, Listing, ListingLine, NewTask } from "./listing.ts";
import { createListingTasks } from "./listing-tasks.ts";
import { createListingWrites, LAST_EVENT } from "./listing-writes.ts";
import { createWholeListing, type WholeListing } from "./whole-listing.ts";

/** What was worked out to list a case. Triggers of the case end it when anything is written that it rests on, but for entries of the log. */
export interface Listings extends WholeListing {
  find(key: string, now: string): KeptListing | undefined;
  /**
   * Of the case as it was read through this store. Not kept when another process has written to it since the store was opened.
   * `tasks`: or the key of the whole that has the same.
   */
  keep(key: string, listing: NewListing & { readonly tasks: Iterable<NewTask> | string }): void;
  /** The same after more work, or at another time; its tasks stay. `changed`: other lines are as they were. Not kept as with `keep`. */
  renew(key: string, listing: NewListing & { readonly changed?: readonly string[] }): void;
}

interface NewListing extends Listing {
  readonly lines: readonly ListingLine[];
}

export function createListings(db: Database.Database): Listings {
  const sql = statements(db);
  const tasksIn = createListingTasks(db);
  const writes = createListingWrites(db);
  const addLines = (id: number | bigint, lines: readonly ListingLine[]): void => {
    for (const { rank, task, member, open, follower, due = null, line, row } of lines)
      sql.addLine.run(id, rank, task, member, open ? 1 : 0, follower ? 1 : 0, due, line, row);
  };
  return {
    find: (key, now) => {
      const row = sql.find.get({ key, now });
      if (row === undefined) return undefined;
      const { id, isCurrent, tasksOf, ...listing } = row;
      return {
        ...listing,
        isCurrent: isCurrent === 1,
        ...tasksIn.of(tasksOf ?? id),
        lines: ({ all, followers, limit = -1 }) =>
          sql.lines.iterate({ id, all: all ? 1 : 0, followers: followers ? 1 : 0, limit }),
        rows: ({ all }) => sql.rows.all({ id, all: all ? 1 : 0 }),
        dues: (at) => {
          const { overdue, due } = sql.dues.get({ id, at }) ?? { overdue: 0, due: null };
          return { overdue, due: due ?? undefined };
        },
      };
    },
    keep: (key, { lines, tasks, ...listing }) =>
      writes.write(() => {
        const tasksOf = typeof tasks === "string" ? sql.whole.get(tasks) : null;
        if (tasksOf === undefined) return;
        const id = writes.add({ key, ...listing, whole: 0, tasksOf });
        addLines(id, lines);
        if (typeof tasks !== "string") tasksIn.add(id, tasks);
      }),
    renew: (key, { lines, changed, ...listing }) =>
      writes.write(() => {
        const id = sql.renew.get({ key, ...listing });
        if (id === undefined) return;
        if (changed === undefined) sql.removeLines.run(id);
        else sql.removeLinesOf.run(id, JSON.stringify(changed));
        addLines(id, lines);
      }),
    ...createWholeListing(db, { tasks: tasksIn, writes }),
  };
}

interface ListingRow extends Listing {
  readonly id: number;
  readonly lastEvent: number;
  readonly tasksOf: number | null;
  readonly isCurrent: number;
}

const statements = (db: Database.Database) => ({
  find: db.prepare<[object], ListingRow>(
    `SELECT id, made_at AS madeAt, holds_until AS holdsUntil, summary, repositories, last_event AS lastEvent, tasks_of AS tasksOf,
       made_at <= :now AND holds_until > :now AND last_event = ${LAST_EVENT} AS isCurrent
     FROM listing WHERE key = :key AND whole = 0`,
  ),
  whole: db.prepare<[string], number>("SELECT id FROM listing WHERE key = ? AND whole = 1").pluck(),
  lines: db
    .prepare<[object], string>(
      `SELECT line FROM listing_line WHERE listing_id = :id AND (open OR :all) AND (NOT follower OR :followers)
       ORDER BY rank, task, member LIMIT :limit`,
    )
    .pluck(),
  rows: db
    .prepare<[object], string>(
      "SELECT shown FROM listing_line WHERE listing_id = :id AND (open OR :all) ORDER BY rank, task, member",
    )
    .pluck(),
  dues: db.prepare<[object], { readonly overdue: number; readonly due: string | null }>(
    `SELECT (SELECT count(*) FROM listing_line WHERE listing_id = :id AND due < :at) AS overdue,
       (SELECT min(due) FROM listing_line WHERE listing_id = :id AND due >= :at) AS due`,
  ),
  renew: db
    .prepare<[object], number>(
      `UPDATE listing SET made_at = :madeAt, holds_until = :holdsUntil, summary = :summary, repositories = :repositories,
         last_event = ${LAST_EVENT} WHERE key = :key RETURNING id`,
    )
    .pluck(),
  removeLines: db.prepare("DELETE FROM listing_line WHERE listing_id = ?"),
  removeLinesOf: db.prepare(
    "DELETE FROM listing_line WHERE listing_id = ? AND task IN (SELECT value FROM json_each(?))",
  ),
  addLine: db.prepare(
    `INSERT INTO listing_line (listing_id, rank, task, member, open, follower, due, line, shown)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
});

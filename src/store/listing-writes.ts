import Database from "better-sqlite3";

/** Id of the newest entry of the log. */
export const LAST_EVENT = "(SELECT coalesce(max(id), 0) FROM event)";

/** How listings are written. */
export interface ListingWrites {
  /** In one transaction. Nothing when another process has written to the case since it was opened, or when this one may not. */
  write(work: () => void): void;
  /** Makes room first; gives the id. */
  add(row: NewRow): number | bigint;
}

interface NewRow {
  readonly key: string;
  readonly madeAt: string;
  readonly holdsUntil: string;
  readonly summary: string;
  readonly repositories: string;
  readonly whole: 0 | 1;
  readonly tasksOf: number | null;
}

/** Ways of asking that are kept at a time. */
const KEPT = 4;

export function createListingWrites(db: Database.Database): ListingWrites {
  const sql = statements(db);
  const opened = sql.version.get();
  const transaction = db.transaction((work: () => void) => {
    if (sql.version.get() === opened) work();
  });
  return {
    write: (work) => {
      try {
        transaction.immediate(work);
      } catch (error) {
        // Who may not write, or has no room, works it out each time.
        if (!(error instanceof Database.SqliteError) || !/^SQLITE_(?:READONLY|BUSY|FULL)/.test(error.code)) throw error;
      }
    },
    add: (row) => {
      if (row.whole === 1) sql.removeWhole.run();
      else {
        sql.remove.run(row.key);
        sql.trim.run(KEPT - 1);
      }
      for (const clear of sql.clear) clear.run();
      return sql.add.run(row).lastInsertRowid;
    },
  };
}

const statements = (db: Database.Database) => ({
  version: db.prepare("PRAGMA data_version").pluck(),
  remove: db.prepare("DELETE FROM listing WHERE key = ?"),
  removeWhole: db.prepare("DELETE FROM listing WHERE whole = 1"),
  trim: db.prepare(
    `DELETE FROM listing WHERE whole = 0 AND id NOT IN (SELECT id FROM listing WHERE whole = 0 ORDER BY made_at DESC LIMIT ?)`,
  ),
  clear: [
    db.prepare(
      "DELETE FROM listing WHERE tasks_of IS NOT NULL AND tasks_of NOT IN (SELECT id FROM listing WHERE whole = 1)",
    ),
    ...["listing_line", "listing_task", "listing_secret"].map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE listing_id NOT IN (SELECT id FROM listing)`),
    ),
  ],
  add: db.prepare<[object]>(
    `INSERT INTO listing (key, made_at, holds_until, summary, repositories, last_event, whole, tasks_of)
     VALUES (:key, :madeAt, :holdsUntil, :summary, :repositories, ${LAST_EVENT}, :whole, :tasksOf)`,
  ),
});

import Database from "better-sqlite3";

/** A case as it is listed with certain settings; `summary`, `repositories` and `line` are JSON. Times are ISO 8601. */
export interface Listing {
  readonly madeAt: string;
  readonly holdsUntil: string;
  readonly summary: string;
  readonly repositories: string;
}

export interface ListingLine {
  readonly open: boolean;
  readonly follower: boolean;
  readonly due?: string;
  readonly line: string;
}

interface LinesWanted {
  /** Closed ones too. */
  readonly all: boolean;
  /** Those too that are rotated with another one. */
  readonly followers: boolean;
  readonly limit?: number;
}

export interface KeptListing extends Listing {
  /** False: something was added to the log since, or it was made for another time. */
  readonly isCurrent: boolean;
  /** Id of the newest entry of the log that it counts. */
  readonly lastEvent: number;
  /** As JSON, in any order. */
  tasks(): readonly string[];
  /** In the order of the plan. */
  lines(wanted: LinesWanted): readonly string[];
  /** Open secrets that are overdue then, and the next time after it by which one is to be dead. */
  dues(now: string): { readonly overdue: number; readonly due: string | undefined };
}

/** What was worked out to list a case. Triggers of the case end it when anything is written that it rests on, but for entries of the log. */
export interface Listings {
  find(key: string, now: string): KeptListing | undefined;
  /** Of the case as it was read through this store. Not kept when another process has written to it since the store was opened. */
  keep(key: string, listing: NewListing & { readonly tasks: Iterable<string> }): void;
  /** The same after more work, or at another time; its tasks stay. Not kept as with `keep`. */
  renew(key: string, listing: NewListing): void;
}

interface NewListing extends Listing {
  readonly lines: readonly ListingLine[];
}

/** Ways of asking that are kept at a time. */
const KEPT = 4;

export function createListings(db: Database.Database): Listings {
  const sql = statements(db);
  const opened = sql.version.get();
  const addLines = (id: number | bigint, lines: readonly ListingLine[]): void => {
    for (const [position, { open, follower, due = null, line }] of lines.entries())
      sql.addLine.run(id, position, open ? 1 : 0, follower ? 1 : 0, due, line);
  };
  const add = db.transaction((key: string, { lines, tasks, ...listing }: Parameters<Listings["keep"]>[1]) => {
    if (sql.version.get() !== opened) return;
    sql.remove.run(key);
    sql.trim.run(KEPT - 1);
    sql.clearLines.run();
    sql.clearTasks.run();
    const { lastInsertRowid: id } = sql.add.run({ key, ...listing });
    addLines(id, lines);
    let position = 0;
    for (const task of tasks) sql.addTask.run(id, position++, task);
  });
  const renew = db.transaction((key: string, { lines, ...listing }: NewListing) => {
    const id = sql.version.get() === opened ? sql.renew.get({ key, ...listing }) : undefined;
    if (id === undefined) return;
    sql.removeLines.run(id);
    addLines(id, lines);
  });
  const ifPossible = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      // Who may not write, or has no room, works it out each time.
      if (!(error instanceof Database.SqliteError) || !/^SQLITE_(?:READONLY|BUSY|FULL)/.test(error.code)) throw error;
    }
  };
  return {
    find: (key, now) => {
      const row = sql.find.get({ key, now });
      if (row === undefined) return undefined;
      const { id, isCurrent, ...listing } = row;
      return {
        ...listing,
        isCurrent: isCurrent === 1,
        tasks: () => sql.tasks.all(id),
        lines: ({ all, followers, limit = -1 }) =>
          sql.lines.all({ id, all: all ? 1 : 0, followers: followers ? 1 : 0, limit }),
        dues: (at) => {
          const { overdue, due } = sql.dues.get({ id, at }) ?? { overdue: 0, due: null };
          return { overdue, due: due ?? undefined };
        },
      };
    },
    keep: (key, listing) => ifPossible(() => add.immediate(key, listing)),
    renew: (key, listing) => ifPossible(() => renew.immediate(key, listing)),
  };
}

const LAST_EVENT = "(SELECT coalesce(max(id), 0) FROM event)";

const statements = (db: Database.Database) => ({
  version: db.prepare("PRAGMA data_version").pluck(),
  find: db.prepare<[object], Listing & { readonly id: number; readonly lastEvent: number; readonly isCurrent: number }>(
    `SELECT id, made_at AS madeAt, holds_until AS holdsUntil, summary, repositories, last_event AS lastEvent,
       made_at <= :now AND holds_until > :now AND last_event = ${LAST_EVENT} AS isCurrent
     FROM listing WHERE key = :key`,
  ),
  tasks: db.prepare<[number], string>("SELECT task FROM listing_task WHERE listing_id = ? ORDER BY position").pluck(),
  lines: db
    .prepare<[object], string>(
      `SELECT line FROM listing_line WHERE listing_id = :id AND (open OR :all) AND (NOT follower OR :followers)
       ORDER BY position LIMIT :limit`,
    )
    .pluck(),
  dues: db.prepare<[object], { readonly overdue: number; readonly due: string | null }>(
    `SELECT coalesce(sum(due < :at), 0) AS overdue, min(iif(due >= :at, due, NULL)) AS due FROM listing_line WHERE listing_id = :id`,
  ),
  remove: db.prepare("DELETE FROM listing WHERE key = ?"),
  trim: db.prepare("DELETE FROM listing WHERE id NOT IN (SELECT id FROM listing ORDER BY made_at DESC LIMIT ?)"),
  clearLines: db.prepare("DELETE FROM listing_line WHERE listing_id NOT IN (SELECT id FROM listing)"),
  clearTasks: db.prepare("DELETE FROM listing_task WHERE listing_id NOT IN (SELECT id FROM listing)"),
  add: db.prepare<[object]>(
    `INSERT INTO listing (key, made_at, holds_until, summary, repositories, last_event)
     VALUES (:key, :madeAt, :holdsUntil, :summary, :repositories, ${LAST_EVENT})`,
  ),
  addTask: db.prepare("INSERT INTO listing_task (listing_id, position, task) VALUES (?, ?, ?)"),
  renew: db
    .prepare<[object], number>(
      `UPDATE listing SET made_at = :madeAt, holds_until = :holdsUntil, summary = :summary, repositories = :repositories,
         last_event = ${LAST_EVENT} WHERE key = :key RETURNING id`,
    )
    .pluck(),
  removeLines: db.prepare("DELETE FROM listing_line WHERE listing_id = ?"),
  addLine: db.prepare(
    "INSERT INTO listing_line (listing_id, position, open, follower, due, line) VALUES (?, ?, ?, ?, ?, ?)",
  ),
});

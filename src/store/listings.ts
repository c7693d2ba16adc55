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
  /** In the order of the plan. */
  lines(wanted: LinesWanted): readonly string[];
  /** Open secrets that are overdue then, and the next time after it by which one is to be dead. */
  dues(now: string): { readonly overdue: number; readonly due: string | undefined };
}

/** What was worked out to list a case. Triggers of the case end it when anything is written that it rests on. */
export interface Listings {
  find(key: string, now: string): KeptListing | undefined;
  /** Of the case as it was read through this store. Not kept when another process has written to it since the store was opened. */
  keep(key: string, listing: Listing & { readonly lines: readonly ListingLine[] }): void;
}

/** Ways of asking that are kept at a time. */
const KEPT = 4;

export function createListings(db: Database.Database): Listings {
  const sql = statements(db);
  const opened = sql.version.get();
  const write = db.transaction((key: string, listing: Parameters<Listings["keep"]>[1]) => {
    if (sql.version.get() !== opened) return;
    sql.remove.run(key);
    sql.trim.run(KEPT - 1);
    sql.clear.run();
    const { madeAt, holdsUntil, summary, repositories, lines } = listing;
    const { lastInsertRowid: id } = sql.add.run({ key, madeAt, holdsUntil, summary, repositories });
    for (const [position, { open, follower, due = null, line }] of lines.entries())
      sql.addLine.run(id, position, open ? 1 : 0, follower ? 1 : 0, due, line);
  });
  return {
    find: (key, now) => {
      const row = sql.find.get({ key, now });
      if (row === undefined) return undefined;
      const { id, ...listing } = row;
      return {
        ...listing,
        lines: ({ all, followers, limit = -1 }) =>
          sql.lines.all({ id, all: all ? 1 : 0, followers: followers ? 1 : 0, limit }),
        dues: (at) => {
          const { overdue, due } = sql.dues.get({ id, at }) ?? { overdue: 0, due: null };
          return { overdue, due: due ?? undefined };
        },
      };
    },
    keep: (key, listing) => {
      try {
        write.immediate(key, listing);
      } catch (error) {
        // Who may not write, or has no room, reads everything each time.
        if (!(error instanceof Database.SqliteError) || !/^SQLITE_(?:READONLY|BUSY|FULL)/.test(error.code)) throw error;
      }
    },
  };
}

const statements = (db: Database.Database) => ({
  version: db.prepare("PRAGMA data_version").pluck(),
  find: db.prepare<[object], Listing & { readonly id: number }>(
    `SELECT id, made_at AS madeAt, holds_until AS holdsUntil, summary, repositories FROM listing
     WHERE key = :key AND made_at <= :now AND holds_until > :now`,
  ),
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
  clear: db.prepare("DELETE FROM listing_line WHERE listing_id NOT IN (SELECT id FROM listing)"),
  add: db.prepare<[object]>(
    `INSERT INTO listing (key, made_at, holds_until, summary, repositories)
     VALUES (:key, :madeAt, :holdsUntil, :summary, :repositories)`,
  ),
  addLine: db.prepare(
    "INSERT INTO listing_line (listing_id, position, open, follower, due, line) VALUES (?, ?, ?, ?, ?, ?)",
  ),
});

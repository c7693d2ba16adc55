import Database from "better-sqlite3";

/**
 * Places of a case by secret. SQLite makes the index of a million of them in a second, and keeping it while they are written
 * costs more than the rows: so it is made when they are first asked for by secret. Where that cannot be, reading takes longer.
 */
export function createSecretIndex(db: Database.Database): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    try {
      db.exec("CREATE INDEX IF NOT EXISTS place_secret ON place (secret_id)");
    } catch (error) {
      if (!(error instanceof Database.SqliteError) || !/^SQLITE_(?:READONLY|BUSY)/.test(error.code)) throw error;
    }
  };
}

import type Database from "better-sqlite3";

export interface GroupedWrites {
  /** Runs at once. It is kept as a whole or not at all, and is on disk with everything else of this turn of the event loop. */
  write<T>(work: () => T): T;
  /** What was written until now is on disk. Throws what an earlier group failed with. */
  flush(): void;
}

/**
 * A commit costs more than the few rows of a manifest, and a bulk call answers with a hundred manifests in one turn.
 * The lock is given up between turns, so another process can write too.
 */
export function groupedWrites(db: Database.Database): GroupedWrites {
  const nested = db.transaction((work: () => unknown) => work());
  let open = false;
  let failure: unknown;
  const commit = (): void => {
    if (!open) return;
    open = false;
    try {
      db.exec("COMMIT");
    } catch (error) {
      failure ??= error;
      if (db.inTransaction) db.exec("ROLLBACK");
    }
  };
  const flush = (): void => {
    commit();
    if (failure !== undefined) throw failure;
  };
  return {
    write: <T>(work: () => T): T => {
      if (failure !== undefined) throw failure;
      if (!open) {
        db.exec("BEGIN IMMEDIATE");
        open = true;
        setImmediate(commit);
      }
      return nested(work) as T;
    },
    flush,
  };
}

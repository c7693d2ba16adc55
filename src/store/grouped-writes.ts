import type Database from "better-sqlite3";

export interface GroupedWrites {
  /**
   * Runs at once. It is kept as a whole or not at all, and is on disk with everything else of this turn of the event loop.
   * What is written within another write is part of that: when it fails, all of the other is undone.
   */
  write<T>(work: () => T): T;
  /** What was written until now is on disk. Throws what an earlier group failed with. */
  flush(): void;
  /** How often something that was written was undone. */
  undone(): number;
}

/**
 * A commit costs more than the few rows of a manifest, and a bulk call answers with a hundred manifests in one turn.
 * The lock is given up between turns, so another process can write too. A savepoint copies every page that is changed after
 * it, to a file when they are many: only a write that is not the first of its turn needs one.
 */
export function groupedWrites(db: Database.Database): GroupedWrites {
  const savepoint = db.transaction((work: () => unknown) => work());
  let open = false;
  let undone = 0;
  let failure: unknown;
  const rollBack = (): void => {
    open = false;
    undone++;
    if (db.inTransaction) db.exec("ROLLBACK");
  };
  const commit = (): void => {
    if (!open) return;
    try {
      db.exec("COMMIT");
      open = false;
    } catch (error) {
      failure ??= error;
      rollBack();
    }
  };
  const first: Run = (work) => {
    db.exec("BEGIN IMMEDIATE");
    open = true;
    setImmediate(commit);
    try {
      return work();
    } catch (error) {
      rollBack();
      throw error;
    }
  };
  const later: Run = (work) => {
    try {
      return savepoint(work);
    } catch (error) {
      undone++;
      throw error;
    }
  };
  const run = asOne((work) => (open ? later(work) : first(work)));
  return {
    write: <T>(work: () => T): T => {
      if (failure !== undefined) throw failure;
      return run(work) as T;
    },
    flush: () => {
      commit();
      if (failure !== undefined) throw failure;
    },
    undone: () => undone,
  };
}

type Run = (work: () => unknown) => unknown;

/** What is run within another work is part of it: its failure is that of the other, also when it is caught there. */
function asOne(run: Run): Run {
  let running = false;
  let failed: { readonly error: unknown } | undefined;
  const within: Run = (work) => {
    try {
      return work();
    } catch (error) {
      failed = { error };
      throw error;
    }
  };
  const whole: Run = (work) => {
    const result = work();
    if (failed !== undefined) throw failed.error;
    return result;
  };
  return (work) => {
    if (running) return within(work);
    running = true;
    failed = undefined;
    try {
      return run(() => whole(work));
    } finally {
      running = false;
    }
  };
}

import type Database from "better-sqlite3";
import type { KeptTasks, NewTask } from "./listing.ts";

/** Tasks of listings, by the id of the listing. */
export interface ListingTasks {
  add(id: number | bigint, tasks: Iterable<NewTask>): void;
  of(id: number): Omit<KeptTasks, "lastEvent">;
  at(id: number, position: number): string | undefined;
}

export function createListingTasks(db: Database.Database): ListingTasks {
  const addTask = db.prepare("INSERT INTO listing_task (listing_id, position, task) VALUES (?, ?, ?)");
  const addSecret = db.prepare(
    "INSERT INTO listing_secret (listing_id, fingerprint, position, test, opener) VALUES (?, ?, ?, ?, ?)",
  );
  const position = db
    .prepare<[object], number>(
      "SELECT position FROM listing_secret WHERE listing_id = :id AND fingerprint >= :start AND fingerprint < :start || 'g'",
    )
    .pluck();
  const one = db
    .prepare<[number, number], string>("SELECT task FROM listing_task WHERE listing_id = ? AND position = ?")
    .pluck();
  const all = db
    .prepare<[number], string>("SELECT task FROM listing_task WHERE listing_id = ? ORDER BY position")
    .pluck();
  return {
    add: (id, tasks) => {
      let at = 0;
      for (const { task, isOpener, secrets } of tasks) {
        addTask.run(id, at, task);
        for (const { fingerprint, isTest } of secrets)
          addSecret.run(id, fingerprint, at, isTest ? 1 : 0, isOpener ? 1 : 0);
        at++;
      }
    },
    of: (id) => ({
      tasks: () => all.all(id),
      tasksOf: (fingerprints) => {
        const at = fingerprints.map((start) => position.get({ id, start }));
        const known = [...new Set(at.flatMap((found) => found ?? []))];
        return at.includes(undefined) ? undefined : known.flatMap((found) => one.get(id, found) ?? []);
      },
    }),
    at: (id, found) => one.get(id, found),
  };
}

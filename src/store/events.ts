import type Database from "better-sqlite3";
import type { WorkEvent } from "../domain/rotation.ts";

/** The append-only log of the work; nothing here changes or removes an entry. */
export interface Events {
  append(events: readonly WorkEvent[]): void;
  /** Oldest first, by fingerprint. */
  all(): ReadonlyMap<string, readonly WorkEvent[]>;
}

export function createEvents(db: Database.Database): Events {
  const insert = db.prepare("INSERT INTO event (fingerprint, kind, state, actor, at, note) VALUES (?, ?, ?, ?, ?, ?)");
  const select = db.prepare<[], Omit<WorkEvent, "note"> & { readonly note: string | null }>(
    "SELECT fingerprint, kind, state, actor, at, note FROM event ORDER BY id",
  );
  return {
    append: db.transaction((events: readonly WorkEvent[]) => {
      for (const event of events)
        insert.run(event.fingerprint, event.kind, event.state, event.actor, event.at, event.note ?? null);
    }),
    all: () => {
      const byFingerprint = new Map<string, WorkEvent[]>();
      for (const { note, ...event } of select.all()) {
        const list = byFingerprint.get(event.fingerprint) ?? [];
        list.push(note === null ? event : { ...event, note });
        byFingerprint.set(event.fingerprint, list);
      }
      return byFingerprint;
    },
  };
}

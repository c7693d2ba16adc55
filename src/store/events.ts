import type Database from "better-sqlite3";
import type { WorkEvent } from "../domain/rotation.ts";

/** The append-only log of the work; nothing here changes or removes an entry. */
export interface Events {
  append(events: readonly WorkEvent[]): void;
  /** Oldest first, by fingerprint. */
  all(): ReadonlyMap<string, readonly WorkEvent[]>;
}

export function createEvents(db: Database.Database): Events {
  const insert = db.prepare(
    "INSERT INTO event (fingerprint, kind, state, actor, at, note, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const select = db.prepare<[], EventRow>(
    "SELECT fingerprint, kind, state, actor, at, note, data FROM event ORDER BY id",
  );
  return {
    append: db.transaction((events: readonly WorkEvent[]) => {
      for (const event of events)
        insert.run(
          event.fingerprint,
          event.kind,
          event.state,
          event.actor,
          event.at,
          event.note ?? null,
          event.data === undefined ? null : JSON.stringify(event.data),
        );
    }),
    all: () => {
      const byFingerprint = new Map<string, WorkEvent[]>();
      for (const row of select.all()) {
        const list = byFingerprint.get(row.fingerprint) ?? [];
        list.push(toEvent(row));
        byFingerprint.set(row.fingerprint, list);
      }
      return byFingerprint;
    },
  };
}

type EventRow = Omit<WorkEvent, "note" | "data"> & { readonly note: string | null; readonly data: string | null };

const toEvent = ({ note, data, ...event }: EventRow): WorkEvent => ({
  ...event,
  ...(note === null ? {} : { note }),
  ...(data === null ? {} : { data: JSON.parse(data) }),
});

import type Database from "better-sqlite3";
import type { WorkEvent } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { type ChainCheck, entryHash, type StoredEntry } from "./event-chain.ts";
import { readLinks } from "./event-links.ts";

/** An entry with its place in the log. `hash`: computed where the case has none. */
interface LogEntry extends WorkEvent {
  readonly id: number;
  readonly hash: string;
}

/** The append-only log of the work; nothing here changes or removes an entry. */
export interface Events {
  append(events: readonly WorkEvent[]): void;
  /** Oldest first, by fingerprint. Throws UserError `LOG_BROKEN` when an entry cannot be read. */
  all(): ReadonlyMap<string, readonly WorkEvent[]>;
  /** Those of one secret, oldest first; throws as `all`. */
  of(fingerprint: string): readonly WorkEvent[];
  /** Those that were added after an entry; throws as `all`. */
  after(id: number): readonly WorkEvent[];
  /** Oldest first; throws as `all`. */
  log(): readonly LogEntry[];
  /** Computes the chain of hashes again. */
  check(): ChainCheck;
}

export function createEvents(db: Database.Database): Events {
  const insert = db.prepare<[StoredEntry & { readonly hash: string }]>(
    `INSERT INTO event (id, fingerprint, kind, state, actor, at, note, data, hash)
     VALUES (:id, :fingerprint, :kind, :state, :actor, :at, :note, :data, :hash)`,
  );
  const select = db.prepare<[], StoredEntry>(
    "SELECT id, fingerprint, kind, state, actor, at, note, data FROM event ORDER BY id",
  );
  const since = db.prepare<[number], StoredEntry>(
    "SELECT id, fingerprint, kind, state, actor, at, note, data FROM event WHERE id > ? ORDER BY id",
  );
  const ofOne = db.prepare<[string], StoredEntry>(
    "SELECT id, fingerprint, kind, state, actor, at, note, data FROM event WHERE fingerprint = ? ORDER BY id",
  );
  const last = db.prepare<[], { readonly id: number; readonly hash: string | null }>(
    "SELECT id, hash FROM event ORDER BY id DESC LIMIT 1",
  );
  const links = readLinks(db);
  const append = db.transaction((events: readonly WorkEvent[]) => {
    const newest = last.get();
    let before = newest?.hash ?? links.check().head;
    let id = newest?.id ?? 0;
    for (const event of events) {
      id += 1;
      const entry = toEntry(event, id);
      before = entryHash(before, entry);
      insert.run({ ...entry, hash: before });
    }
  });
  return {
    append: (events) => void append.immediate(events),
    all: () => {
      const byFingerprint = new Map<string, WorkEvent[]>();
      for (const row of select.all()) {
        const list = byFingerprint.get(row.fingerprint) ?? [];
        list.push(toEvent(row));
        byFingerprint.set(row.fingerprint, list);
      }
      return byFingerprint;
    },
    of: (fingerprint) => ofOne.all(fingerprint).map(toEvent),
    after: (id) => since.all(id).map(toEvent),
    log: () => {
      const { hashes } = links.check();
      return select.all().map((row, index) => ({ ...toEvent(row), id: row.id, hash: hashes[index] ?? "" }));
    },
    check: links.check,
  };
}

/** As SQLite will give it back: half a surrogate pair is no text in UTF-8. */
const stored = (text: string): string => Buffer.from(text).toString();

const toEntry = ({ fingerprint, kind, state, actor, at, note, data }: WorkEvent, id: number): StoredEntry => ({
  id,
  fingerprint,
  kind,
  state,
  actor: stored(actor),
  at,
  note: note === undefined ? null : stored(note),
  data: data === undefined ? null : JSON.stringify(data),
});

const toEvent = ({ id, fingerprint, kind, state, actor, at, note, data }: StoredEntry): WorkEvent => ({
  fingerprint,
  kind: kind as WorkEvent["kind"],
  state: state as WorkEvent["state"],
  actor,
  at,
  ...(note === null ? {} : { note }),
  ...(data === null ? {} : { data: parseData(data, id) }),
});

function parseData(data: string, id: number): NonNullable<WorkEvent["data"]> {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new UserError({
      code: "LOG_BROKEN",
      message: `entry ${id} of the event log cannot be read: its data is no JSON`,
      hint: "exhume log --verify says what was changed",
      cause,
    });
  }
}

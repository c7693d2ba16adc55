import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, it } from "vitest";
import type { WorkEvent } from "../../src/domain/rotation.ts";
import { UserError } from "../../src/domain/user-error.ts";
import type { ChainCheck } from "../../src/store/event-chain.ts";
import { createEvents } from "../../src/store/events.ts";
import { schema as chained } from "../../src/store/migrations/0008-event-chain.ts";
import { migrations } from "../../src/store/migrations/index.ts";
import { openStore } from "../../src/store/store.ts";
import { permanentScratch } from "../support/scratch.ts";

const file = join(permanentScratch(), "case.db");
const event = (name: string, parts: Partial<WorkEvent> = {}): WorkEvent => ({
  fingerprint: createHash("sha256").update(name).digest("hex"),
  kind: "state",
  state: "deployed",
  actor: "ann",
  at: "2026-11-27T10:00:00.000Z",
  note: `why ${name}`,
  data: { ticket: name },
  ...parts,
});
const EVENTS = ["one", "two", "three", "four", "five"].map((name) => event(name));
const COLUMNS = ["fingerprint", "kind", "state", "actor", "at", "note", "data", "hash"];

const append = (...events: readonly WorkEvent[]): void => {
  const store = openStore(file, { create: true });
  store.events.append(events);
  store.close();
};
const check = (): ChainCheck => {
  const store = openStore(file, { create: false });
  const checked = store.events.check();
  store.close();
  return checked;
};
/** As somebody with the file and sqlite3 would. */
const tamper = (...statements: readonly string[]): void => {
  const db = new Database(file);
  const triggers = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
  for (const name of triggers) db.exec(`DROP TRIGGER ${name}`);
  for (const sql of statements) db.exec(sql);
  db.close();
};
const textOf = (column: string, id: number): string => {
  const db = new Database(file);
  const text = db.prepare<[number], string>(`SELECT ${column} FROM event WHERE id = ?`).pluck().get(id);
  db.close();
  return text ?? "";
};
const remove = (): void => {
  for (const end of ["", "-wal", "-shm", ".key"]) rmSync(`${file}${end}`, { force: true });
};
beforeEach(remove);

describe("the event log", () => {
  it("is intact as it is written, in one go or in many", () => {
    append(...EVENTS.slice(0, 3));
    const before = check();
    for (const one of EVENTS.slice(3)) append(one);
    const after = check();
    expect([before.entries, after.entries, before.broken, after.broken]).toEqual([3, 5, undefined, undefined]);
    expect(after.hashes.slice(0, 3)).toEqual(before.hashes);
    expect([before.head, after.head]).toEqual([before.hashes[2], after.hashes[4]]);
  });

  it("stays one chain when two processes write in turn", () => {
    const [one, two] = [openStore(file, { create: true }), openStore(file, { create: true })];
    for (const [at, each] of EVENTS.entries()) (at % 2 === 0 ? one : two).events.append([each]);
    one.atomically(() => one.events.append([event("six")]));
    one.close();
    two.close();
    const { entries, broken } = check();
    expect([entries, broken]).toEqual([6, undefined]);
  });

  it("has the hashes that its description says, so that others can compute them", () => {
    append(event("one", { actor: "Jürgen \u{1f511}" }), event("two", { note: 'a "quoted"\nline' }));
    const db = new Database(file);
    const rows = db.prepare<[], Record<string, unknown>>("SELECT * FROM event ORDER BY id").all();
    db.close();
    let before = "0".repeat(64);
    for (const { hash, ...fields } of rows) {
      const sorted = Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
      before = createHash("sha256")
        .update(`${before}${JSON.stringify(sorted)}`)
        .digest("hex");
      expect(hash).toBe(before);
    }
  });

  it.each(["half \ud800 a pair", "nul \0 in it", "", "\ufeffmark", "replaced \ufffd"])("takes the note %j", (note) => {
    append(event("one", { note, actor: note, data: { note } }), event("two"));
    expect(check().broken).toBeUndefined();
  });

  it("finds one byte that is changed, in each column of each entry", () => {
    append(...EVENTS);
    for (const [at, column] of EVENTS.flatMap((_, index) => COLUMNS.map((name) => [index, name] as const))) {
      const kept = textOf(column, at + 1);
      const flipped = kept.slice(0, 2) + String.fromCharCode(kept.charCodeAt(2) ^ 1) + kept.slice(3);
      tamper(`UPDATE event SET ${column} = '${flipped}' WHERE id = ${at + 1}`);
      expect(check().broken?.id, `${column} of ${at + 1}`).toBe(at + 1);
      tamper(`UPDATE event SET ${column} = '${kept}' WHERE id = ${at + 1}`);
      expect(check().broken).toBeUndefined();
    }
  });

  it.each<[string, readonly string[], number]>([
    ["an entry taken out", ["DELETE FROM event WHERE id = 3"], 4],
    ["the first taken out", ["DELETE FROM event WHERE id = 1"], 2],
    [
      "one taken out, and the gap closed",
      ["DELETE FROM event WHERE id = 3", "UPDATE event SET id = 3 WHERE id = 4"],
      3,
    ],
    [
      "two entries in each other's place",
      [
        "UPDATE event SET id = 99 WHERE id = 2",
        "UPDATE event SET id = 2 WHERE id = 4",
        "UPDATE event SET id = 4 WHERE id = 99",
      ],
      2,
    ],
    [
      "one put in between",
      [
        "UPDATE event SET id = 6 WHERE id = 5",
        "UPDATE event SET id = 5 WHERE id = 4",
        "INSERT INTO event SELECT 4, fingerprint, kind, state, 'eve', at, note, data, hash FROM event WHERE id = 3",
      ],
      4,
    ],
    [
      "one put in at the end, without a hash",
      ["INSERT INTO event (fingerprint, kind, state, actor, at) VALUES ('f', 'state', 'verified', 'eve', 'x')"],
      6,
    ],
    ["all hashes taken away", ["UPDATE event SET hash = NULL, note = 'x'"], 1],
    ["a text that became NULL", ["UPDATE event SET note = NULL WHERE id = 5"], 5],
  ])("finds %s", (_, statements, id) => {
    append(...EVENTS);
    tamper(...statements);
    expect(check().broken?.id).toBe(id);
  });

  it("has another head when its end is cut off, which is all that can be seen", () => {
    append(...EVENTS);
    const { head } = check();
    tamper("DELETE FROM event WHERE id = 5");
    const cut = check();
    expect([cut.broken, cut.entries]).toEqual([undefined, 4]);
    expect(cut.head).not.toBe(head);
    expect(cut.hashes).not.toContain(head);
  });

  it("finds each bit of the file that changes an entry", () => {
    append(...EVENTS);
    tamper("PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode = DELETE");
    const db = new Database(file);
    const bytes = db.serialize();
    db.close();
    // None is let go, as in src/store/open.ts.
    const kept: Database.Database[] = [];
    const events = (image: Buffer) => createEvents(kept[kept.push(new Database(image)) - 1]!);
    const before = JSON.stringify(events(bytes).log());
    const size = 4096;
    const page = Math.floor(bytes.indexOf("why one") / size) * size;
    let found = 0;
    for (let at = page; at < page + size; at += 3) {
      if (bytes[at] === 0) continue;
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1 << (at % 8);
      if (seen(() => events(changed).check())) found += 1;
      else expect(JSON.stringify(events(changed).log()), `byte ${at - page}`).toBe(before);
    }
    expect(found).toBeGreaterThan(300);
  });
});

const seen = (checked: () => ChainCheck): boolean => {
  try {
    return checked().broken !== undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return true;
  }
};

describe("entries from before there were hashes", () => {
  const old = (): void => {
    const db = new Database(file);
    const before = migrations.indexOf(chained);
    for (const sql of migrations.slice(0, before)) db.exec(sql);
    db.exec(`PRAGMA application_id = ${0x65786875}; PRAGMA user_version = ${before}`);
    const insert = db.prepare(
      "INSERT INTO event (fingerprint, kind, state, actor, at, note) VALUES (?, ?, ?, ?, ?, ?)",
    );
    for (const { fingerprint, kind, state, actor, at, note } of EVENTS.slice(0, 3))
      insert.run(fingerprint, kind, state, actor, at, note);
    db.close();
  };

  it("are part of the chain: the first new entry speaks for all of them", () => {
    old();
    const before = check();
    expect([before.entries, before.broken]).toEqual([3, undefined]);
    tamper("DELETE FROM event WHERE id = 2");
    expect(check().broken).toEqual({ id: 3, problem: expect.stringContaining("follows on entry 1") });
    remove();
    old();
    append(EVENTS[3]!);
    expect(check().hashes.slice(0, 3)).toEqual(before.hashes);
    expect(check().broken).toBeUndefined();
    for (const id of [1, 2, 3]) {
      tamper(`UPDATE event SET actor = 'eve' WHERE id = ${id}`);
      expect(check().broken).toEqual({ id: 4, problem: expect.stringContaining("an entry before it") });
      tamper(`UPDATE event SET actor = 'ann' WHERE id = ${id}`);
    }
    expect(check().broken).toBeUndefined();
  });
});

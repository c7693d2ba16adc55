import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { schema as places } from "../../src/store/migrations/0018-places.ts";
import { migrations } from "../../src/store/migrations/index.ts";
import { openStore } from "../../src/store/store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "exhume-store-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = (name = "case.db"): string => join(folder, name);
const create = (path = file()): void => {
  const store = openStore(path, { create: true });
  store.key();
  store.close();
};

describe("opening a case", () => {
  it("says of a damaged one what to do", () => {
    create();
    truncateSync(file(), statSync(file()).size / 2);
    expect(() => openStore(file(), { create: false })).toThrowError(
      expect.objectContaining({ code: "CASE_UNREADABLE", hint: "the file is damaged: put back a copy of it" }),
    );
  });

  it("makes it and all beside it readable by the owner only, from the first moment on", () => {
    const store = openStore(file(), { create: true });
    store.key();
    const modes = readdirSync(folder).map((name) => [name, statSync(file(name)).mode & 0o777]);
    store.close();
    expect(Object.fromEntries(modes)).toEqual(
      Object.fromEntries(["case.db", "case.db-shm", "case.db-wal", "case.db.key"].map((name) => [name, 0o600])),
    );
  });

  it("keeps its key, so that a secret keeps its identity", () => {
    create();
    const key = readFileSync(`${file()}.key`, "utf8");
    const store = openStore(file(), { create: false });
    expect(Buffer.from(store.key()).toString("base64")).toBe(key.trim());
    store.close();
  });

  it("takes over the key that an audit left that was killed in its first moments", () => {
    create();
    rmSync(file());
    create();
    expect(existsSync(file())).toBe(true);
  });

  it("that another exhume makes in the same moment is that one, with its key", () => {
    const own = Database.prototype.exec;
    let key: Uint8Array | undefined;
    // The other one is done when this one has seen that there is no case yet.
    const exec = vi.spyOn(Database.prototype, "exec").mockImplementation(function (this: Database.Database, sql) {
      if (sql.includes("journal_mode")) {
        exec.mockRestore();
        const other = openStore(file(), { create: true });
        key = other.key();
        other.close();
      }
      return own.call(this, sql);
    });
    const store = openStore(file(), { create: true });
    expect(key).toBeDefined();
    expect(store.key()).toEqual(key);
    store.close();
  });

  it.each([
    ["is missing", "CASE_MISSING", () => undefined],
    [
      "is no database",
      "CASE_FOREIGN",
      () => writeFileSync(file(), "hello, this is a text file and no database at all"),
    ],
    ["is a database of something else", "CASE_FOREIGN", () => new Database(file()).exec("CREATE TABLE t (x)").close()],
    [
      "was written by a newer version",
      "CASE_NEWER",
      () => {
        create();
        new Database(file()).exec(`PRAGMA user_version = ${migrations.length + 1}`).close();
      },
    ],
  ])("that %s is refused with a hint: %s", (_name, code, prepare) => {
    prepare();
    expect(() => openStore(file(), { create: false })).toThrowError(
      expect.objectContaining({ code, hint: expect.stringMatching(/\w/) }),
    );
  });

  it("changes nothing in a file that is not a case", () => {
    writeFileSync(file(), "hello, this is a text file and no database at all");
    expect(() => openStore(file(), { create: true })).toThrow();
    expect(readFileSync(file(), "utf8")).toContain("hello");
  });

  it.each([
    ["missing", () => rmSync(`${file()}.key`)],
    [
      "of another case",
      () => {
        create(file("other.db"));
        writeFileSync(`${file()}.key`, readFileSync(`${file("other.db")}.key`));
      },
    ],
    ["damaged", () => writeFileSync(`${file()}.key`, "x")],
  ])("with a key that is %s can be read but not audited", (_name, damage) => {
    create();
    damage();
    const store = openStore(file(), { create: false });
    expect(store.secrets.all()).toEqual([]);
    expect(() => store.key()).toThrowError(expect.objectContaining({ code: "CASE_KEY" }));
    store.close();
  });

  it("in a folder that does not exist is an error in words", () => {
    expect(() => openStore(join(folder, "none", "case.db"), { create: true })).toThrowError(
      expect.objectContaining({ code: "CASE_UNREADABLE" }),
    );
  });
});

describe("the schema", () => {
  it("comments every table and is strict", () => {
    create();
    const db = new Database(file());
    const tables = db
      .prepare<[], { sql: string; name: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
      .all();
    expect(tables.length).toBeGreaterThan(10);
    for (const { sql } of tables) expect(sql).toMatch(/STRICT/);
    for (const { name } of tables)
      expect(migrations.join("\n")).toMatch(new RegExp(`-- [^\\n]+\\nCREATE TABLE ${name} `));
    db.close();
  });

  it("keeps the places of a case that an older version wrote", () => {
    const db = new Database(file());
    for (const sql of migrations.slice(0, migrations.indexOf(places))) db.exec(sql);
    db.exec(`PRAGMA application_id = 0x65786875; PRAGMA user_version = ${migrations.indexOf(places)};
      INSERT INTO blob (id, digest, kind, media_type, size) VALUES (1, 'sha256:1', 'layer', '', 1), (2, 'sha256:2', 'layer', '', 1);
      INSERT INTO secret (id, fingerprint, sealed_hash, finding, first_seen) VALUES (1, 'ab', '', '{}', '');
      CREATE INDEX occurrence_secret ON occurrence (secret_id);
      INSERT INTO occurrence VALUES
        (1, 2, 'rule', 'file', 'a', 1, 2, 3, NULL, 0, 'application', NULL, 'prefix', NULL, NULL),
        (1, 1, 'rule', 'env', 'b', 4, 5, 6, 'NAME', 1, 'dependency', 'in a package', 'name', 'low', x'01'),
        (1, 1, 'rule', 'file', 'c', 7, 8, 9, NULL, 0, 'application', NULL, 'prefix', NULL, NULL)`);
    db.close();
    const store = openStore(file(), { create: false });
    expect(store.secrets.all()).toHaveLength(1);
    store.close();
    const migrated = new Database(file());
    const plain = { rule_id: "rule", kind: "file", name: null, superseded: 0, provenance: "application" };
    expect(migrated.prepare("SELECT * FROM occurrence ORDER BY path").all()).toEqual([
      {
        ...{ ...plain, secret_id: 1, blob_id: 2, path: "a", line: 1, span_start: 2, span_end: 3 },
        ...{ provenance_reason: null, strength: "prefix", confidence: null, file_keys: null },
      },
      {
        ...{ ...plain, secret_id: 1, blob_id: 1, path: "b", line: 4, span_start: 5, span_end: 6 },
        ...{ kind: "env", name: "NAME", superseded: 1, provenance: "dependency", provenance_reason: "in a package" },
        ...{ strength: "name", confidence: "low", file_keys: Buffer.from([1]) },
      },
      {
        ...{ ...plain, secret_id: 1, blob_id: 1, path: "c", line: 7, span_start: 8, span_end: 9 },
        ...{ provenance_reason: null, strength: "prefix", confidence: null, file_keys: null },
      },
    ]);
    migrated.close();
  });

  it("lets nobody change the event log", () => {
    create();
    const store = openStore(file(), { create: false });
    store.events.append([
      { fingerprint: "ab", kind: "state", state: "rotated", actor: "ann", at: "2026-01-01T00:00:00Z" },
    ]);
    store.close();
    const db = new Database(file());
    expect(() => db.exec("UPDATE event SET actor = 'eve'")).toThrow(/append-only/);
    expect(() => db.exec("DELETE FROM event")).toThrow(/append-only/);
    db.close();
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GroupedWrites, groupedWrites } from "../../src/store/grouped-writes.ts";

let folder: string;
let db: Database.Database;
let reader: Database.Database;
let grouped: GroupedWrites;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "exhume-grouped-"));
  db = new Database(join(folder, "case.db"));
  db.exec("PRAGMA journal_mode = WAL; CREATE TABLE note (text TEXT CHECK (text <> 'bad'))");
  reader = new Database(join(folder, "case.db"), { readonly: true });
  grouped = groupedWrites(db);
});
afterEach(() => {
  reader.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = (...texts: readonly string[]): void =>
  grouped.write(() => {
    for (const text of texts) db.prepare("INSERT INTO note VALUES (?)").run(text);
  });
/** As another process sees it. */
const seen = (): readonly unknown[] => reader.prepare("SELECT text FROM note ORDER BY text").pluck().all();

describe("writes of one turn", () => {
  it("are seen by others together, when the turn is over", async () => {
    write("a");
    write("b");
    expect(seen()).toEqual([]);
    await turn();
    expect(seen()).toEqual(["a", "b"]);
  });

  it("do not undo each other: what fails is undone alone", async () => {
    write("a");
    expect(() => write("b", "bad")).toThrow("CHECK");
    write("c");
    await turn();
    expect(seen()).toEqual(["a", "c"]);
  });

  it("do not undo each other either when the first one fails", async () => {
    expect(() => write("a", "bad")).toThrow("CHECK");
    write("b");
    expect(() => write("c", "bad")).toThrow("CHECK");
    await turn();
    expect(seen()).toEqual(["b"]);
    expect(grouped.undone()).toBe(2);
  });

  it("of which one is part of another are undone with it, also when its error is caught", async () => {
    const outer = (): void => {
      write("a");
      grouped.write(() => {
        write("b");
        expect(() => write("c", "bad")).toThrow("CHECK");
      });
    };
    expect(() => grouped.write(outer)).toThrow("CHECK");
    write("d");
    expect(() => grouped.write(outer)).toThrow("CHECK");
    grouped.write(() => write("e"));
    await turn();
    expect(seen()).toEqual(["d", "e"]);
  });

  it("let another process write between turns", async () => {
    write("a");
    await turn();
    const other = new Database(join(folder, "case.db"), { timeout: 0 });
    other.exec("INSERT INTO note VALUES ('other')");
    other.close();
    write("b");
    grouped.flush();
    expect(seen()).toEqual(["a", "b", "other"]);
  });

  it("that cannot be committed fail the next one, and the last", async () => {
    db.exec(
      "CREATE TABLE part (id INTEGER REFERENCES whole DEFERRABLE INITIALLY DEFERRED); CREATE TABLE whole (id INTEGER PRIMARY KEY)",
    );
    db.exec("PRAGMA foreign_keys = ON");
    grouped.write(() => db.exec("INSERT INTO part VALUES (1)"));
    await turn();
    expect(() => write("a")).toThrow("FOREIGN KEY");
    expect(() => grouped.flush()).toThrow("FOREIGN KEY");
    expect(seen()).toEqual([]);
  });
});

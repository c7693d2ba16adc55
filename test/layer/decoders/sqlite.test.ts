import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sqlitePagesOf } from "../../../src/layer/decoders/sqlite/sqlite-pages.ts";
import { sqliteRows } from "../../../src/layer/decoders/sqlite/sqlite-rows.ts";
import { sqliteFile } from "../../support/sqlite.ts";
import { secret } from "../secret-scanner.ts";
import { scanEntries, scanFile, scanTexts } from "./scan-container.ts";

/** Rows as `table/id column=value`, those of some tables when they are named. */
const rowsOf = (file: Buffer, ...tables: readonly string[]): readonly string[] =>
  [...sqliteRows(sqlitePagesOf(file)!, tables.length === 0 ? undefined : (name) => tables.includes(name))].map(
    ({ table, id, values }) => `${table}/${id} ${values.map(({ name, bytes }) => `${name}=${bytes}`).join(" ")}`,
  );

const last = { path: "last", content: secret(9) };

describe("rows of a database", () => {
  const users = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, password TEXT, age REAL, n INT)";

  it("are documents of lines with the names of columns", async () => {
    const file = sqliteFile(users, ["INSERT INTO users VALUES (12, 'jo', ?, 1.5, -7)", secret(1)]);
    const { found, findings, skips } = await scanFile("srv/app.db", file);
    expect({ found, skips }).toEqual({ found: [`srv/app.db!/users/12: ${secret(1)}`], skips: [] });
    expect(findings[0]?.line).toBe(3);
    expect(rowsOf(file, "users")).toEqual([`users/12 id=12 name=jo password=${secret(1)} age=1.5 n=-7`]);
  });

  it.each([512, 1024, 4096, 65_536])("in pages of %i bytes, in tables of several levels", (size) => {
    const file = sqliteFile(
      `PRAGMA page_size=${size}`,
      users,
      "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) INSERT INTO users SELECT i, 'u' || i, hex(zeroblob(i % 300)), i, i * 5000000000 FROM n",
    );
    const rows = rowsOf(file, "users");
    expect(rows).toHaveLength(9000);
    expect(rows[8123]).toBe(`users/8124 id=8124 name=u8124 password=${"0".repeat(48)} age=8124 n=40620000000000`);
  });

  it.each(["UTF-16le", "UTF-16be"])("in %s", async (encoding) => {
    const file = sqliteFile(`PRAGMA encoding='${encoding}'`, users, [
      "INSERT INTO users VALUES (1, 'jürgen', ?, 0, 0)",
      `${"x".repeat(5000)}${secret(1)}`,
    ]);
    expect((await scanFile("a.db", file)).found).toEqual([`a.db!/users/1: ${secret(1)}`]);
    expect(rowsOf(file, "users")[0]).toContain("name=jürgen");
  });

  it("have the right names whatever the statement looks like", () => {
    const file = sqliteFile(
      `CREATE TABLE "odd ""name" ( -- it's, (a) comment
         "a b" TEXT DEFAULT 'x, y)', [c] VARCHAR(10, 2) CHECK (c <> ')'), \`d\` /* , */ INT,
         v TEXT GENERATED ALWAYS AS (c || '!') VIRTUAL, s TEXT AS (c || '?') STORED,
         CONSTRAINT k UNIQUE (c, d), PRIMARY KEY (c))`,
      `INSERT INTO "odd ""name" ("a b", c, d) VALUES ('one', 'two', 3)`,
      `ALTER TABLE "odd ""name" ADD COLUMN later TEXT DEFAULT 'none'`,
      `INSERT INTO "odd ""name" ("a b", c, d, later) VALUES ('1', '2', 3, 'L')`,
      "CREATE TABLE w (a TEXT, b TEXT, c TEXT, PRIMARY KEY (c, a)) WITHOUT ROWID",
      "INSERT INTO w VALUES ('A', 'B', 'C')",
    );
    expect(rowsOf(file)).toEqual([
      'odd "name/1 a b=one c=two d=3 s=two?',
      'odd "name/2 a b=1 c=2 d=3 s=2? later=L',
      "w/row-1 c=C a=A b=B",
    ]);
  });

  it("with row ids and numbers at their limits", () => {
    const file = sqliteFile(
      "CREATE TABLE t (v)",
      "INSERT INTO t (rowid, v) VALUES (-9223372036854775808, 9223372036854775807), (-1, -1), (9223372036854775807, 1e300)",
    );
    expect(rowsOf(file)).toEqual([
      "t/-9223372036854775808 v=9223372036854775807",
      "t/-1 v=-1",
      "t/9223372036854775807 v=1e+300",
    ]);
  });

  it("whose values cross pages are whole, wherever the secret stands", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(9000), fc.constantFrom(512, 1024, 4096), async (before, size) => {
        const file = sqliteFile(`PRAGMA page_size=${size}`, "CREATE TABLE t (a, b)", [
          "INSERT INTO t VALUES (?, ?)",
          "-".repeat(before) + secret(1),
          `${"-".repeat(9000 - before)}${secret(2)}`,
        ]);
        const { found, skips } = await scanFile("a.db", file, { sizes: [999] });
        expect({ found, skips }).toEqual({ found: [1, 2].map((n) => `a.db!/t/1: ${secret(n)}`), skips: [] });
      }),
      { numRuns: 60 },
    );
  });

  it("of settings are told by their keys", async () => {
    const file = sqliteFile(
      "CREATE TABLE options (option_id INTEGER PRIMARY KEY, option_name TEXT, option_value TEXT)",
      "INSERT INTO options VALUES (1, 'smtp_password', 'orchid'), (2, 'not a name', 'harbor')",
    );
    const texts = await scanTexts("wp.db", file);
    expect(texts["wp.db!/options/1"]).toBe("option_id: 1\noption_name: smtp_password\nsmtp_password: orchid\n");
    const short = sqliteFile("CREATE TABLE s (k TEXT, v TEXT)", "INSERT INTO s VALUES ('api_token', 'orchid')");
    expect((await scanTexts("s.db", short))["s.db!/s/1"]).toBe("k: api_token\napi_token: orchid\n");
    expect(texts["wp.db!/options/2"]).toBe("option_id: 2\noption_name: not a name\noption_value: harbor\n");
  });

  it("that were deleted with their table are still read, whole", async () => {
    const file = sqliteFile(
      "CREATE TABLE old (a)",
      `INSERT INTO old WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT hex(zeroblob(i * 20)) FROM n`,
      ["INSERT INTO old VALUES (?)", `${"-".repeat(4080)}${secret(1)}${"-".repeat(9000)}`],
      "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO old SELECT hex(zeroblob(i * 20)) FROM n",
      "DROP TABLE old",
    );
    const { found, skips } = await scanFile("a.db", file);
    expect(found).toEqual([expect.stringMatching(`^a\\.db!/<freed pages>/page-\\d+/101: ${secret(1)}$`)]);
    expect(skips).toEqual([]);
  });

  it("hold blobs that are containers", async () => {
    const file = sqliteFile("CREATE TABLE t (id INTEGER PRIMARY KEY, doc BLOB)", [
      "INSERT INTO t VALUES (5, ?)",
      gzipSync(`${"-".repeat(20)}${secret(1)}`),
    ]);
    expect(await scanFile("a.db", file)).toMatchObject({ found: [`a.db!/t/5/doc!/doc: ${secret(1)}`], skips: [] });
  });
});

describe("a database that cannot be read whole", () => {
  const table = "CREATE TABLE t (a TEXT)";
  const filled = (): Buffer =>
    sqliteFile(
      "PRAGMA page_size=1024",
      table,
      ["INSERT INTO t VALUES (?)", secret(1)],
      [
        "INSERT INTO t SELECT hex(randomblob(500)) FROM (WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) SELECT * FROM n)",
      ],
    );

  it("because it is too large is scanned as it is, and said", async () => {
    const { found, skips } = await scanFile("a.db", filled(), { limits: { heldBytes: 10_000 } });
    expect(found).toEqual([`a.db: ${secret(1)}`]);
    expect(skips).toEqual(["a.db: a database of more than 10000 bytes: its rows are not read, scanned as it is"]);
  });

  it("because it is cut keeps what is there", async () => {
    const { found, skips } = await scanFile("a.db", filled().subarray(0, 30_000));
    expect(found).toEqual([`a.db!/t/1: ${secret(1)}`]);
    expect(skips).toEqual([
      expect.stringMatching(/^a\.db: the database ends early: \d+ of its \d+ pages are missing$/),
      expect.stringMatching(/^a\.db: the database is damaged in \d+ places: rows may be missing$/),
    ]);
  });

  it("because its header is damaged", async () => {
    const file = filled();
    file.writeUInt16BE(1000, 16);
    expect((await scanFile("a.db", file)).skips).toEqual([
      "a.db: the header of the database is damaged: scanned as it is",
    ]);
  });

  it("because its pages point to one another in circles", async () => {
    const file = filled();
    for (let at = 1024; at < file.length; at += 1024)
      if (file[at] === 5) file.fill(Buffer.from([0, 0, 0, at / 1024 + 1]), at + 700, at + 1000);
    const root = file.subarray(1024, 2048);
    root.writeUInt32BE(2, 8);
    for (let n = 0; n < root.readUInt16BE(3); n += 2) root.writeUInt32BE(2, root.readUInt16BE(12 + n * 2));
    const { skips } = await scanFile("a.db", file);
    expect(skips).toEqual([expect.stringMatching(/^a\.db: the database is damaged in \d+ places/)]);
  });

  it("in a blob of another one", async () => {
    const file = sqliteFile("CREATE TABLE t (inner BLOB)", ["INSERT INTO t VALUES (?)", filled()]);
    expect((await scanFile("a.db", file)).skips).toEqual([
      "a.db!/t/1/inner: a database in a database: its rows are not read, scanned as it is",
    ]);
  });

  it("one cell that all pointers of a page point to is not read again and again", () => {
    const file = sqliteFile("PRAGMA page_size=65536", table, ["INSERT INTO t VALUES (?)", "x".repeat(60_000)]);
    const page = file.subarray(65_536);
    const cell = page.readUInt16BE(8);
    page.writeUInt16BE(2000, 3);
    for (let n = 0; n < 2000; n++) page.writeUInt16BE(cell, 8 + n * 2);
    expect(rowsOf(file)).toHaveLength(1);
  });

  it("because of any damage neither throws nor hangs, and costs no other file", async () => {
    const whole = filled();
    const hit = fc.record({ at: fc.nat(6000), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(hit, { maxLength: 30 }), fc.integer({ min: 20, max: 8000 }), async (hits, cut) => {
        const content = Buffer.from(whole.subarray(0, cut));
        for (const { at, byte } of hits) content[16 + (at % (cut - 16))] = byte;
        expect((await scanEntries([{ path: "a.db", content }, last])).found).toContain(`last: ${secret(9)}`);
      }),
      { numRuns: 200 },
    );
  });
});

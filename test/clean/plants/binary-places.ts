import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { bytes, seeded } from "../../support/random.ts";
import { ANY, fileAt, LINES, type Place, PROVEN, type Secret, TOKENS, written } from "./plant.ts";

const noise = (length: number, seed: string): Buffer => bytes(seeded(seed), length);

const binary = (
  name: string,
  path: (n: number) => string,
  { kinds = LINES, content }: { kinds?: readonly string[]; content: (secret: Secret) => Uint8Array },
): Place => ({ name, kinds, class: "application", plant: (secret, { n }) => fileAt(path(n), content(secret)) });

/** Behind the header of a 64-bit program, among zero-terminated strings, as compilers lay them. */
const elf = ({ text }: Secret, type: number): Buffer => {
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(type, 16);
  header.writeUInt16LE(62, 18);
  return Buffer.concat([
    header,
    noise(5000, "text"),
    Buffer.from(`\0%s: failed\0${text}\0/etc/shop\0`),
    noise(900, "end"),
  ]);
};

/** Header of Python 3.11 and a code object's string as marshal writes it. */
const pyc = ({ text }: Secret): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const string = Buffer.concat([Buffer.from("a"), length, Buffer.from(text)]);
  return Buffer.concat([
    Buffer.from("a70d0d0a00000000", "hex"),
    Buffer.alloc(8),
    noise(60, "code"),
    string,
    noise(20, "x"),
  ]);
};

/** A class of Java 21 without members: magic, version, constants, flags, its name and that of its parent, four empty lists. */
const javaClass = ({ text }: Secret): Buffer => {
  const utf8 = (constant: string): Buffer =>
    Buffer.concat([Buffer.from([1]), short(constant.length), Buffer.from(constant)]);
  const refers = (tag: number, to: number): Buffer => Buffer.concat([Buffer.from([tag]), short(to)]);
  const [CLASS, STRING] = [7, 8];
  const pool = [
    utf8("Settings"),
    refers(CLASS, 1),
    utf8("java/lang/Object"),
    refers(CLASS, 3),
    utf8(text),
    refers(STRING, 5),
  ];
  const head = [Buffer.from("cafebabe00000041", "hex"), short(pool.length + 1)];
  return Buffer.concat([...head, ...pool, short(0x21), short(2), short(4), Buffer.alloc(8)]);
};

const short = (number: number): Buffer => Buffer.from([number >> 8, number & 255]);

/** A database of SQLite; `around` makes the value cross pages. */
const sqlite = ({ text }: Secret, { around = 0, deleted = false } = {}): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), "exhume-plant-"));
  const path = join(folder, "app.db");
  const db = new Database(path);
  db.exec("PRAGMA secure_delete = off; CREATE TABLE settings (name TEXT, value TEXT)");
  db.prepare("INSERT INTO settings VALUES (?, ?)").run("token", `${"#".repeat(around)} ${text}`);
  if (deleted) db.exec("DELETE FROM settings");
  db.close();
  const content = readFileSync(path);
  rmSync(folder, { recursive: true });
  return content;
};

const chunk = (type: string, data: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type + data), Buffer.alloc(4)]);
};

/** Where the bytes of a value stand among those of a program. */
export const BINARY_PLACES: readonly Place[] = [
  binary("a program", (n) => `usr/local/bin/shop-${n}`, { kinds: ANY, content: (secret) => elf(secret, 2) }),
  binary("a shared library", (n) => `usr/lib/x86_64-linux-gnu/libshop.so.${n}`, {
    content: (secret) => elf(secret, 3),
  }),
  binary("a library in an archive", (n) => `usr/lib/libshop-${n}.a`, {
    content: (secret) => Buffer.concat([Buffer.from("!<arch>\n"), Buffer.from("a.o/".padEnd(60)), elf(secret, 1)]),
  }),
  binary("compiled Python", (n) => `app/__pycache__/settings${n}.cpython-311.pyc`, { kinds: TOKENS, content: pyc }),
  binary("compiled Java", (n) => `app/classes/Settings${n}.class`, { kinds: TOKENS, content: javaClass }),
  binary("a row of SQLite", (n) => `app/data/app-${n}.db`, { content: sqlite }),
  binary("a deleted row of SQLite", (n) => `app/data/deleted-${n}.db`, {
    kinds: TOKENS,
    content: (secret) => sqlite(secret, { deleted: true }),
  }),
  binary("a value over two pages of SQLite", (n) => `app/data/overflow-${n}.db`, {
    kinds: PROVEN,
    content: (secret) => sqlite(secret, { around: 3 * 4092 + 470 }),
  }),
  binary("the text of a picture", (n) => `var/www/img/logo-${n}.png`, {
    kinds: TOKENS,
    content: ({ text }) =>
      Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("tEXt", `Comment\0${text}`)]),
  }),
  binary("random bytes", (n) => `var/lib/shop/state-${n}`, {
    kinds: ANY,
    content: (secret) => Buffer.concat([noise(30_000, "a"), Buffer.from(`\n${written(secret)}`), noise(30_000, "b")]),
  }),
];

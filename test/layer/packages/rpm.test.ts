import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { unpackKeys } from "../../../src/domain/provenance.ts";
import { LAYER_LIMITS } from "../../../src/layer/limits.ts";
import { scanLayer } from "../../../src/layer/scan-layer.ts";
import { layer } from "../../support/image.ts";
import { installRpms, type Rpm } from "../../support/installed.ts";
import { seeded } from "../../support/random.ts";
import { permanentScratch, scratch } from "../../support/scratch.ts";
import { type TarEntry, tarball } from "../../support/tar.ts";
import { requireTool } from "../../support/tools.ts";
import { chunks } from "../chunks.ts";
import { createSecretScanner, secret } from "../secret-scanner.ts";

const permanent = permanentScratch();
/** Long lists of files, so that headers do not fit in a page. */
const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`usr/share/many/file-${n}`, `${n}`]));
const rpm = (name: string, vendor: string, files: Rpm["files"] = {}): Rpm => ({
  name,
  vendor,
  files: { [`usr/share/${name}/a.txt`]: `${secret(1)} ${name}`, ...files },
});
const scan = async (entries: readonly TarEntry[]) =>
  scanLayer(
    chunks(tarball(entries), 65_536),
    { scanner: createSecretScanner(), limits: LAYER_LIMITS },
    new AbortController().signal,
  );

const SQLITE = /rpmdb\.sqlite$/;
/** The headers in the database, by the numbers of their packages. */
const headersOf = (entries: readonly TarEntry[]): readonly { readonly hnum: number; readonly blob: Buffer }[] => {
  const file = join(scratch(), "rpmdb.sqlite");
  writeFileSync(file, entries.find(({ path }) => SQLITE.test(path))?.content ?? "");
  const db = new Database(file);
  const rows = db
    .prepare<[], { readonly hnum: number; readonly blob: Buffer }>("SELECT hnum, blob FROM Packages")
    .all();
  db.close();
  return rows;
};
const withDatabase = (entries: readonly TarEntry[], database: TarEntry): readonly TarEntry[] => [
  ...entries.filter(({ path }) => !/(?:^|\/)rpm\//.test(path)),
  database,
];

/** As rpm's lib/backend/ndb/rpmpkg.c lays it out: a header, slots, blobs in blocks of 16 bytes; one page of slots. */
const ndb = (entries: readonly TarEntry[]): readonly TarEntry[] => {
  const slots = Buffer.alloc(4096);
  slots.write("RpmP");
  slots.writeUInt32LE(1, 12);
  const blobs: Buffer[] = [];
  let block = slots.length / 16;
  for (const [at, { hnum, blob }] of headersOf(entries).entries()) {
    const bytes = Buffer.alloc(Math.ceil((16 + blob.length + 12) / 16) * 16);
    bytes.write("BlbS");
    bytes.writeUInt32LE(hnum, 4);
    bytes.writeUInt32LE(blob.length, 12);
    blob.copy(bytes, 16);
    slots.write("Slot", 32 + at * 16);
    for (const [n, value] of [hnum, block, bytes.length / 16].entries())
      slots.writeUInt32LE(value, 36 + at * 16 + n * 4);
    block += bytes.length / 16;
    blobs.push(bytes);
  }
  return withDatabase(entries, { path: "usr/lib/sysimage/rpm/Packages.db", content: Buffer.concat([slots, ...blobs]) });
};

/** Loaded by the program of Berkeley DB, which rpm was built with up to RHEL 8. */
const bdb = (entries: readonly TarEntry[]): readonly TarEntry[] => {
  const lines = headersOf(entries).flatMap(({ hnum, blob }) => {
    const key = Buffer.alloc(4);
    key.writeUInt32LE(hnum);
    return [` ${key.toString("hex")}`, ` ${blob.toString("hex")}`];
  });
  const file = join(scratch(), "Packages");
  const dump = [
    "VERSION=3",
    "format=bytevalue",
    "type=hash",
    "db_pagesize=4096",
    "HEADER=END",
    ...lines,
    "DATA=END",
    "",
  ];
  execFileSync("db5.3_load", [file], { input: dump.join("\n") });
  return withDatabase(entries, { path: "var/lib/rpm/Packages", content: readFileSync(file) });
};

const hasRpm = requireTool("rpmbuild");
const FORMS = [
  { form: "SQLite", convert: (entries: readonly TarEntry[]) => entries },
  { form: "ndb", convert: ndb },
  ...(requireTool("db5.3_load") ? [{ form: "Berkeley DB", convert: bdb }] : []),
];
const PACKAGES = [rpm("small", "Fedora Project"), rpm("many", "Red Hat, Inc.", many), rpm("own", "Acme Ltd")];

describe.skipIf(!hasRpm)("a database of rpm", () => {
  let installed: readonly TarEntry[] = [];
  beforeAll(() => {
    installed = installRpms(permanent, ...PACKAGES);
  });

  it.each(FORMS)("in $form vouches for the packages of distributions, and for no others", async ({ convert }) => {
    const { packages: found = [], findings } = await scan(convert(installed));
    expect(found.map(({ keys: _keys, ...one }) => one).sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { manager: "rpm", name: "many", version: "1.2-3", distribution: "Red Hat" },
      { manager: "rpm", name: "small", version: "1.2-3", distribution: "Fedora" },
    ]);
    const keys = new Set(found.flatMap((one) => unpackKeys(Buffer.from(one.keys, "base64"))));
    expect(keys.size).toBe(302);
    const vouched = findings.map(({ document, fileKeys = "" }) => [
      document.path,
      unpackKeys(Buffer.from(fileKeys, "base64")).some((key) => keys.has(key)),
    ]);
    expect(vouched.filter(([path]) => String(path).startsWith("usr/share/")).sort()).toEqual([
      ["usr/share/many/a.txt", true],
      ["usr/share/own/a.txt", false],
      ["usr/share/small/a.txt", true],
    ]);
  });

  it.each(FORMS)("in $form that is damaged makes nothing fail", async ({ convert }) => {
    const database = convert(installed).find(({ path }) => /rpmdb\.sqlite$|Packages(?:\.db)?$/.test(path));
    const random = seeded("damage");
    for (let round = 0; round < 20; round++) {
      const content = Buffer.from(database?.content ?? "");
      for (let n = 0; n < 200; n++) content[Math.floor(random() * content.length)] = Math.floor(random() * 256);
      const cut = content.subarray(0, Math.floor(random() * content.length));
      const { findings } = await scan([{ path: database?.path ?? "", content: cut }, layer.file("app/a", secret(2))]);
      expect(findings.some(({ document }) => document.path === "app/a")).toBe(true);
    }
  });
});

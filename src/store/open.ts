import { closeSync, existsSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import { UserError } from "../domain/user-error.ts";
import { caseHint } from "./case-hint.ts";
import { migrations } from "./migrations/index.ts";

/** "exhu" in ASCII: tells a case from any other SQLite file (SQLite file format, application id at offset 68). */
const APPLICATION_ID = 0x65786875;

/**
 * Opens a case, `:memory:` for tests. With `create` a new one is made, readable by its owner only. Throws UserError
 * when there is none, when the file is something else, or when a newer exhume wrote it.
 */
export function openDatabase(path: string, { create }: { readonly create: boolean }): Database.Database {
  const fresh = path === ":memory:" || !existsSync(path);
  if (fresh && !create)
    throw new UserError({
      code: "CASE_MISSING",
      message: `there is no case at ${path}`,
      hint: "run exhume audit TARGET first, or name the case with --db FILE",
    });
  const db = openFile(path, { fresh });
  try {
    migrate(db, path);
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

/**
 * Node 24 aborts the process when it collects a statement or a database of better-sqlite3 12 (ObjectWrap, outside of
 * any environment): none of the few dozen is ever let go. So no `db.pragma`, which makes a statement of its own.
 */
const kept: unknown[] = [];

function openFile(path: string, { fresh }: { readonly fresh: boolean }): Database.Database {
  try {
    // SQLite gives the files beside the case its mode as it stands when they are made.
    if (fresh && path !== ":memory:") closeSync(openSync(path, "a", 0o600));
    const db = new Database(path);
    const prepare = db.prepare.bind(db);
    db.prepare = ((sql: string) => {
      const statement = prepare(sql);
      kept.push(statement);
      return statement;
    }) as typeof db.prepare;
    kept.push(db);
    db.exec("PRAGMA busy_timeout = 10000");
    return db;
  } catch (error) {
    throw new UserError({
      code: "CASE_UNREADABLE",
      message: `the case ${path} cannot be opened: ${sqliteReason(error)}`,
      hint: "check that the folder exists and that you may write to it",
      cause: error,
    });
  }
}

function migrate(db: Database.Database, path: string): void {
  const version = readVersion(db, path);
  if (version > migrations.length)
    throw new UserError({
      code: "CASE_NEWER",
      message: `the case ${path} was written by a newer exhume (schema ${version}, this one knows ${migrations.length})`,
      hint: "use that version, or a newer one",
    });
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = NORMAL");
  db.exec("PRAGMA foreign_keys = ON");
  if (version === migrations.length) return;
  db.transaction(() => {
    // Asked again under the lock: another exhume may have done it meanwhile.
    for (const sql of migrations.slice(readVersion(db, path))) db.exec(sql);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
  }).immediate();
}

function readVersion(db: Database.Database, path: string): number {
  const foreign = new UserError({
    code: "CASE_FOREIGN",
    message: `${path} is not a case of exhume`,
    hint: "name another file with --db FILE",
  });
  const read = (): number => {
    const version = Number(db.prepare("PRAGMA user_version").pluck().get());
    const application = Number(db.prepare("PRAGMA application_id").pluck().get());
    const tables = Number(db.prepare("SELECT count(*) FROM sqlite_schema").pluck().get());
    if (application !== APPLICATION_ID && (version !== 0 || tables !== 0)) throw foreign;
    return version;
  };
  try {
    // All of one moment: another exhume may be making the case.
    return db.transaction(read)();
  } catch (error) {
    if (error === foreign || !(error instanceof Database.SqliteError)) throw error;
    if (error.code !== "SQLITE_NOTADB")
      throw new UserError({
        code: "CASE_UNREADABLE",
        message: `the case ${path} cannot be read: ${sqliteReason(error)}`,
        hint: caseHint(error) ?? "is another exhume at work on it?",
        cause: error,
      });
    throw foreign;
  }
}

const sqliteReason = (error: unknown): string =>
  error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : "unknown reason";

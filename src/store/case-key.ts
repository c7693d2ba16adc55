import { createHmac, randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type Database from "better-sqlite3";
import { UserError } from "../domain/user-error.ts";

const KEY_BYTES = 32;

/**
 * The key under which values are fingerprinted lies in a file of its own beside the case, `<case>.key`, mode 0600.
 * Whoever is shown the case alone cannot test guesses of short passwords against it.
 */
export function openCaseKey(db: Database.Database, path: string): Uint8Array {
  const file = `${path}.key`;
  // Of two audits that begin a case side by side, the second waits and takes the key of the first.
  return keyOf(db, file) ?? db.transaction(() => keyOf(db, file) ?? createKey(db, file)).immediate();
}

function keyOf(db: Database.Database, file: string): Uint8Array | undefined {
  const check = db.prepare("SELECT value FROM case_info WHERE key = 'key_check'").pluck().get();
  if (check === undefined) return undefined;
  const key = readKey(file);
  if (keyCheck(key) !== check) throw keyError(file, "belongs to another case");
  return key;
}

/** For commands that can do without: undefined when the file is not there. */
export const findCaseKey = (db: Database.Database, path: string): Uint8Array | undefined =>
  path === ":memory:" || existsSync(`${path}.key`) ? openCaseKey(db, path) : undefined;

function createKey(db: Database.Database, file: string): Uint8Array {
  const key = file === ":memory:.key" ? randomBytes(KEY_BYTES) : (existing(file) ?? writeKey(file));
  const insert = db.prepare("INSERT INTO case_info (key, value) VALUES (?, ?)");
  insert.run("key_check", keyCheck(key));
  insert.run("id", randomBytes(6).toString("hex"));
  insert.run("created", new Date().toISOString());
  return key;
}

/** A key file without a case is what an audit that was killed in its first moments leaves behind: it is taken over. */
const existing = (file: string): Uint8Array | undefined => (existsSync(file) ? readKey(file) : undefined);

/** Renamed into place, so that a half-written key never exists under the name; not every disk has links. */
function writeKey(file: string): Uint8Array {
  const key = randomBytes(KEY_BYTES);
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${key.toString("base64")}\n`, { mode: 0o600, flag: "wx" });
  renameSync(temporary, file);
  return key;
}

function readKey(file: string): Uint8Array {
  if (!existsSync(file)) throw keyError(file, "is missing");
  const key = parseCaseKey(readFileSync(file, "utf8"));
  if (key === undefined) throw keyError(file, "is not a key of a case");
  return key;
}

/** As a key file holds it. Undefined: it is none. */
export function parseCaseKey(text: string): Uint8Array | undefined {
  const key = Buffer.from(text.trim(), "base64");
  return key.length === KEY_BYTES ? key : undefined;
}

const keyCheck = (key: Uint8Array): string => createHmac("sha256", key).update("exhume case key").digest("hex");

const keyError = (file: string, problem: string): UserError =>
  new UserError({
    code: "CASE_KEY",
    message: `the key file ${file} ${problem}`,
    hint: "it was made beside the case by its first audit: put it back, or start a new case with --db FILE",
  });

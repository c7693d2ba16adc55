import Database from "better-sqlite3";
import { UserError } from "../domain/user-error.ts";
import { type ChainCheck, type ChainLink, checkChain, type StoredEntry } from "./event-chain.ts";

const TEXTS = ["fingerprint", "kind", "state", "actor", "at", "note", "data"] as const;

type Row = Readonly<Record<(typeof TEXTS)[number] | "hash", Buffer | null>> & {
  readonly id: number;
  readonly types: string;
};

/** The log byte by byte: what SQLite would show as a replacement character is a change. Throws UserError `LOG_BROKEN`. */
export function readLinks(db: Database.Database): { check(): ChainCheck } {
  const columns = [...TEXTS, "hash"];
  const select = db.prepare<[], Row>(
    `SELECT id, ${columns.map((name) => `CAST(${name} AS BLOB) AS ${name}`).join(", ")},
       ${columns.map((name) => `typeof(${name})`).join(" || ' ' || ")} AS types
     FROM event ORDER BY id`,
  );
  const unhashed = db.prepare<[], { readonly value: string }>("SELECT value FROM case_info WHERE key = 'log_unhashed'");
  return {
    check: () => {
      try {
        return checkChain(select.all().map(toLink), Number(unhashed.get()?.value ?? 0));
      } catch (error) {
        throw error instanceof Database.SqliteError ? damaged(error) : error;
      }
    },
  };
}

const damaged = (cause: Error): UserError =>
  new UserError({
    code: "LOG_BROKEN",
    message: `the event log cannot be read: ${cause.message}`,
    hint: "the file of the case is damaged; is there a copy of it?",
    cause,
  });

const TYPES = /^(?:text ){5}(?:(?:text|null) ){2}(?:text|null)$/;

function toLink(row: Row): ChainLink {
  const { id, types } = row;
  const hash = row.hash === null ? null : row.hash.toString("latin1");
  try {
    if (!TYPES.test(types)) return { id, hash, entry: undefined };
    const entry = Object.fromEntries(TEXTS.map((name) => [name, decode(row[name])]));
    return { id, hash, entry: { id, ...entry } as unknown as StoredEntry };
  } catch {
    return { id, hash, entry: undefined };
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const decode = (bytes: Buffer | null): string | null => (bytes === null ? null : UTF8.decode(bytes));

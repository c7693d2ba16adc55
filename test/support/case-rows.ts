import Database from "better-sqlite3";

/** What differs between two cases of the same images: numbers of rows, times, runs, and what is encrypted. */
const OWN =
  /^(?:id|.*_at|.*_seen|.*_run|run_id|since|visible_since|sealed_.*|ciphertext|targets|unread|key|value|hash)$/;
/** Worked out of the others, or of the case alone. Places are read with what many have in common. */
const LEFT_OUT =
  /^(?:listing|listing_line|listing_secret|listing_task|case_info|run|sealed_value|place|place_traits|sqlite_.*)$/;

/** What the rows of others point at, by what it is known by everywhere. */
const NAMED: Readonly<Record<string, string>> = {
  blob: "digest",
  secret: "fingerprint",
  repository: "registry || '/' || name",
  package: "content_hash",
};
const POINTS_AT: Readonly<Record<string, string>> = {
  blob_id: "blob",
  config_id: "blob",
  manifest_id: "blob",
  parent_id: "blob",
  child_id: "blob",
  secret_id: "secret",
  repository_id: "repository",
  package_id: "package",
};

/** Every row of a case as text, sorted, once; two cases with one key that hold the same give the same, however many runs it took. */
export function caseRows(path: string): readonly string[] {
  const db = new Database(path, { readonly: true });
  try {
    const tables = db
      .prepare<[], string>("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
      .pluck()
      .all();
    const rows = tables.filter((name) => !LEFT_OUT.test(name)).flatMap((name) => rowsOf(db, name));
    return [...new Set(rows)].sort();
  } finally {
    db.close();
  }
}

function rowsOf(db: Database.Database, table: string): readonly string[] {
  const columns = db.prepare<[], { readonly name: string }>(`PRAGMA table_info(${table})`).all();
  const shown = columns
    .filter(({ name }) => !OWN.test(name) || table === "public_half")
    .map(({ name }) => {
      const target = POINTS_AT[name];
      if (target === undefined) return `"${name}"`;
      return `(SELECT ${NAMED[target]} FROM ${target} WHERE ${target}.id = ${table}.${name}) AS "${name}"`;
    });
  const rows = db.prepare<[], Record<string, unknown>>(`SELECT ${shown.join(", ")} FROM ${table}`).all();
  return rows.map((row) => `${table} ${JSON.stringify(row, bytesAsText)}`);
}

const bytesAsText = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;

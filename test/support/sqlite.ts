import Database from "better-sqlite3";

type Statement = string | readonly [string, ...unknown[]];

/** The file of a database that these statements make; those with values are single ones. */
export const sqliteFile = (...statements: readonly Statement[]): Buffer => {
  const db = new Database(":memory:");
  for (const statement of statements)
    if (typeof statement === "string") db.exec(statement);
    else db.prepare(statement[0]).run(...statement.slice(1));
  const file = db.serialize();
  db.close();
  return file;
};

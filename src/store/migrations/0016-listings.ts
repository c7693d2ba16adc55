/** What lists show of a case, worked out before: to read all places of a large case takes a while. */
const TABLES = [
  "blob_scan",
  "event",
  "gap",
  "holding",
  "imported_occurrence",
  "import",
  "repository",
  "run",
  "run_loss",
  "secret",
  "tag",
];

/** Everything that lists rest on is written together with a row of one of these tables. */
const triggers = TABLES.flatMap((table) =>
  ["INSERT", "UPDATE", "DELETE"].map(
    (change) => `
CREATE TRIGGER ${table}_${change.toLowerCase()}_ends_listings AFTER ${change} ON ${table} WHEN EXISTS (SELECT 1 FROM listing)
BEGIN DELETE FROM listing; END;`,
  ),
).join("");

export const schema = `
-- A case as it is listed with certain settings. Gone as soon as anything is written that it rests on.
CREATE TABLE listing (
  id           INTEGER PRIMARY KEY,
  key          TEXT NOT NULL UNIQUE, -- SHA-256 over the settings, the files they name, and the version of exhume
  made_at      TEXT NOT NULL,
  holds_until  TEXT NOT NULL,        -- from then on time itself changes what is listed
  summary      TEXT NOT NULL,        -- JSON, CaseSummary of report/case-summary.ts
  repositories TEXT NOT NULL         -- JSON, the ledger by repository
) STRICT;

-- Its secrets. Those of a listing that is gone are taken out when the next one is made.
CREATE TABLE listing_line (
  listing_id INTEGER NOT NULL,
  position   INTEGER NOT NULL, -- in the order of the plan
  open       INTEGER NOT NULL, -- 1: there is work left
  follower   INTEGER NOT NULL, -- 1: it is rotated with another one, which is open
  due        TEXT,             -- ISO 8601; null: it is closed
  line       TEXT NOT NULL,    -- JSON, SecretLine of report/case-summary.ts
  PRIMARY KEY (listing_id, position)
) STRICT, WITHOUT ROWID;
${triggers}
`;

/** What other tools found: secrets of the case, and the places where those tools saw them. */
export const schema = `
-- A file of findings of another tool.
CREATE TABLE import (
  id          INTEGER PRIMARY KEY,
  file_key    TEXT NOT NULL UNIQUE, -- HMAC of its bytes under the key of the case: the same file is taken once
  started_at  TEXT NOT NULL,
  finished_at TEXT,                 -- null: was interrupted, and is taken again
  findings    INTEGER NOT NULL DEFAULT 0,
  lost        INTEGER NOT NULL DEFAULT 0 -- lines or entries that could not be read
) STRICT;

-- A secret at a place that another tool told. Which blob that is, is looked up when the case is read: it may be audited later.
CREATE TABLE imported_occurrence (
  secret_id   INTEGER NOT NULL REFERENCES secret,
  import_id   INTEGER NOT NULL REFERENCES import, -- the first that told it
  tool        TEXT NOT NULL,
  rule        TEXT NOT NULL,        -- as the tool calls it
  place       TEXT NOT NULL,        -- JSON, ImportedPlace of domain/imported.ts; masked where a secret stood
  imported_at TEXT NOT NULL,
  UNIQUE (secret_id, tool, rule, place)
) STRICT;

-- 1: no tool told the value. The fingerprint is of tool, rule and place, and never equals that of a value.
ALTER TABLE secret ADD COLUMN without_value INTEGER NOT NULL DEFAULT 0;

CREATE INDEX blob_scan_diff_id ON blob_scan (diff_id) WHERE diff_id IS NOT NULL;
`;

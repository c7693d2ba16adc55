/**
 * Places are written as they come: what kept them unique cost more than all the rest of a row, and a scan tells each of its
 * places once by itself. Their index by secret is made when a case is read (secret-index.ts), after an audit has filled it.
 */
export const schema = `
ALTER TABLE occurrence RENAME TO occurrence_before;

-- A secret at a place of one blob.
CREATE TABLE occurrence (
  secret_id         INTEGER NOT NULL REFERENCES secret,
  blob_id           INTEGER NOT NULL REFERENCES blob,
  rule_id           TEXT NOT NULL,
  kind              TEXT NOT NULL,              -- kind of document: file, env, history, label, ...
  path              TEXT NOT NULL,
  line              INTEGER NOT NULL,           -- 1-based
  span_start        INTEGER NOT NULL,           -- bytes in the document
  span_end          INTEGER NOT NULL,
  name              TEXT,                       -- what the value was assigned to
  superseded        INTEGER NOT NULL DEFAULT 0, -- 1: a later entry of the same layer has the path; the bytes are served all the same
  -- config, application, dependency; whether a distribution vouches for the file is told when the case is read: its manifest may come later
  provenance        TEXT NOT NULL DEFAULT 'application',
  provenance_reason TEXT,                       -- in words
  strength          TEXT NOT NULL DEFAULT 'prefix', -- what it rests on: proof, prefix, name
  confidence        TEXT,                       -- of this place; null: that of the secret
  file_keys         BLOB                        -- of path and bytes of the file, 8 bytes for each digest that manifests use
) STRICT;

INSERT INTO occurrence (secret_id, blob_id, rule_id, kind, path, line, span_start, span_end, name, superseded, provenance,
    provenance_reason, strength, confidence, file_keys)
  SELECT secret_id, blob_id, rule_id, kind, path, line, span_start, span_end, name, superseded, provenance, provenance_reason,
    strength, confidence, file_keys
  FROM occurrence_before ORDER BY blob_id, rowid;
DROP TABLE occurrence_before;
CREATE INDEX occurrence_blob ON occurrence (blob_id);
`;

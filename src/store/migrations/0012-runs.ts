/** What is kept of each audit, so that two of them can be compared. */
export const schema = `
ALTER TABLE run ADD COLUMN planned INTEGER NOT NULL DEFAULT 0; -- 1: only what it would cost was worked out
ALTER TABLE run ADD COLUMN unread INTEGER;                     -- blobs served at its end that were not read in full; null: not known

-- Repositories with blobs that were not read in full at the end of an audit.
CREATE TABLE run_loss (
  run_id        INTEGER NOT NULL REFERENCES run,
  repository_id INTEGER NOT NULL REFERENCES repository,
  blobs         INTEGER NOT NULL,
  PRIMARY KEY (run_id, repository_id)
) STRICT, WITHOUT ROWID;

-- Times in which a repository did not serve a manifest that it served before and serves again.
CREATE TABLE absence (
  manifest_id   INTEGER NOT NULL REFERENCES manifest,
  repository_id INTEGER NOT NULL REFERENCES repository,
  gone_at       TEXT NOT NULL, -- first audit that did not find it
  back_at       TEXT NOT NULL,
  PRIMARY KEY (manifest_id, repository_id, gone_at)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER holding_is_back AFTER UPDATE OF gone_at ON holding WHEN OLD.gone_at IS NOT NULL AND NEW.gone_at IS NULL
BEGIN
  INSERT OR REPLACE INTO absence (manifest_id, repository_id, gone_at, back_at)
  VALUES (OLD.manifest_id, OLD.repository_id, OLD.gone_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
END;
`;

/**
 * What one secret needs of the rest of the case is kept too, whatever the settings: one row of `listing` has all tasks as they
 * were recorded, and a table says which of them is that of a secret. Listings with the same tasks share them. Lines of a listing
 * are in the order of their rank, so that those of one task can be written anew.
 */
export const schema = `
DELETE FROM listing;
DROP TABLE listing_line;
DELETE FROM listing_task;
ALTER TABLE listing ADD COLUMN whole INTEGER NOT NULL DEFAULT 0; -- 1: nothing is listed by it; it has the tasks of all secrets
ALTER TABLE listing ADD COLUMN tasks_of INTEGER;                 -- listing that has its tasks; null: they are its own

-- Its secrets. Those of a listing that is gone are taken out when the next one is made.
CREATE TABLE listing_line (
  listing_id INTEGER NOT NULL,
  rank       REAL NOT NULL,    -- of the task in the order of the plan
  task       TEXT NOT NULL,    -- id of the task
  member     INTEGER NOT NULL, -- place in the task, 0 is the leading secret
  open       INTEGER NOT NULL, -- 1: there is work left
  follower   INTEGER NOT NULL, -- 1: it is rotated with another one, which is open
  due        TEXT,             -- ISO 8601; null: it is closed
  line       TEXT NOT NULL,    -- JSON, SecretLine of report/case-summary.ts
  PRIMARY KEY (listing_id, rank, task, member)
) STRICT, WITHOUT ROWID;

-- The task of a secret.
CREATE TABLE listing_secret (
  listing_id  INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  position    INTEGER NOT NULL, -- of its task in listing_task
  test        INTEGER NOT NULL, -- 1: without any event it is a documented example
  opener      INTEGER NOT NULL, -- 1: its task may have to come before others
  PRIMARY KEY (listing_id, fingerprint)
) STRICT, WITHOUT ROWID;
`;

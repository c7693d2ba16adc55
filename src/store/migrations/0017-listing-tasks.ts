/**
 * A listing outlives events and days: what its order rests on is kept with it, so that it is put in order again without reading
 * the places of secrets. Entries of the log are only added; one that is changed or taken out still ends it.
 */
export const schema = `
DROP TRIGGER event_insert_ends_listings;
DELETE FROM listing;
DELETE FROM listing_line;
ALTER TABLE listing ADD COLUMN last_event INTEGER NOT NULL DEFAULT 0; -- id of the newest entry of the log that it counts

-- Its tasks, in any order. Those of a listing that is gone are taken out when the next one is made.
CREATE TABLE listing_task (
  listing_id INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  task       TEXT NOT NULL, -- JSON, KeptTask of audit/kept-task.ts
  PRIMARY KEY (listing_id, position)
) STRICT, WITHOUT ROWID;
`;

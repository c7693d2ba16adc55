/** The log of the work is one chain of hashes, so that a changed entry is found (event-chain.ts); what builds tell of their source. */
export const schema = `
ALTER TABLE event ADD COLUMN hash TEXT; -- SHA-256, hex, over that of the entry before and this entry; null: written before there were hashes

-- The newest entry that may be without a hash: the first hash after it speaks for all of them.
INSERT INTO case_info (key, value) SELECT 'log_unhashed', coalesce(max(id), 0) FROM event;

CREATE TRIGGER event_is_chained BEFORE INSERT ON event WHEN NEW.hash IS NULL
BEGIN SELECT RAISE(ABORT, 'an entry of the event log needs a hash'); END;

-- What an attestation says of the build of its subject.
CREATE TABLE build_origin (
  blob_id  INTEGER PRIMARY KEY REFERENCES blob, -- the statement
  source   TEXT NOT NULL,                       -- URI of the repository
  revision TEXT                                 -- commit
) STRICT;
`;

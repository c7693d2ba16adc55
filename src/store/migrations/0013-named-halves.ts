/** A user name in one blob tells whose the password in another one is. */
export const schema = `
-- Public halves of credentials that have a name: user names, hosts, client and account ids. Of each blob, as last scanned.
CREATE TABLE named_half (
  id           INTEGER PRIMARY KEY,
  blob_id      INTEGER NOT NULL REFERENCES blob,
  rule_id      TEXT NOT NULL,
  fingerprint  TEXT NOT NULL,    -- as that of a secret: what is a secret elsewhere is no public half
  title        TEXT NOT NULL,    -- what it is, for people: user name
  fact         TEXT NOT NULL,    -- what it is of a secret: user, host
  sealed_value BLOB NOT NULL,    -- AES-256-GCM under a key made from that of the case: a later blob may show that it is a secret
  completes    TEXT NOT NULL,    -- JSON list of the rules whose secrets it may belong to
  alike        INTEGER NOT NULL, -- 1: only to those whose names begin as its own
  name         TEXT,
  kind         TEXT NOT NULL,    -- of its document
  path         TEXT NOT NULL,
  line         INTEGER NOT NULL
) STRICT;
CREATE INDEX named_half_blob ON named_half (blob_id);
`;

/** Provenance in full (BuildKit, mode=max) holds the Dockerfile of the build. */
export const schema = `
-- Dockerfiles that attestations embed, masked where a secret stands.
CREATE TABLE build_file (
  blob_id  INTEGER NOT NULL REFERENCES blob, -- the statement
  position INTEGER NOT NULL,                 -- in the statement
  path     TEXT NOT NULL,                    -- as the build named it
  text     TEXT NOT NULL,
  PRIMARY KEY (blob_id, position)
) STRICT, WITHOUT ROWID;
`;

/** Values that only the responders can read, for when no registry serves the image any more. */
export const schema = `
-- The value of a secret, encrypted to age recipients (age-encryption.org/v1); only audits with --seal keep any.
CREATE TABLE sealed_value (
  secret_id  INTEGER NOT NULL REFERENCES secret,
  recipients TEXT NOT NULL,       -- JSON list of age recipients, sorted: who can open it
  ciphertext BLOB NOT NULL,       -- an age file; what is in it is the value as people have it
  sealed_at  TEXT NOT NULL,
  PRIMARY KEY (secret_id, recipients)
) STRICT, WITHOUT ROWID;
`;

/** Certificates and public keys say whose a private key is, also from another image than the one that holds it. */
export const schema = `
-- Public halves of key pairs, whichever blob they were seen in first.
CREATE TABLE public_half (
  -- Name of the fact that both halves of a pair share: spkiSha256, sshFingerprint.
  by TEXT NOT NULL,
  -- Its value.
  value TEXT NOT NULL,
  -- What it is, for people: certificate.
  title TEXT NOT NULL,
  -- JSON object: what it tells of the private key.
  facts TEXT NOT NULL,
  PRIMARY KEY (by, value)
) STRICT, WITHOUT ROWID;
`;

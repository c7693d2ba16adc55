/** Whose file an occurrence stands in, and what the packages of distributions vouch for. */
export const schema = `
-- config, application, dependency; whether a distribution vouches for the file is told when the case is read: its manifest may come later.
ALTER TABLE occurrence ADD COLUMN provenance TEXT NOT NULL DEFAULT 'application';
ALTER TABLE occurrence ADD COLUMN provenance_reason TEXT;                       -- in words
ALTER TABLE occurrence ADD COLUMN strength TEXT NOT NULL DEFAULT 'prefix';      -- what it rests on: proof, prefix, name
ALTER TABLE occurrence ADD COLUMN confidence TEXT;                              -- of this place; null: that of the secret
ALTER TABLE occurrence ADD COLUMN file_keys BLOB;                               -- of path and bytes of the file, 8 bytes for each digest that manifests use

-- Candidates in libraries that only a name speaks for: counted, not kept.
ALTER TABLE blob_scan ADD COLUMN weak_in_libraries INTEGER NOT NULL DEFAULT 0;

-- A package of a distribution with its files: one row, however many layers it is installed in.
CREATE TABLE package (
  id           INTEGER PRIMARY KEY,
  content_hash TEXT NOT NULL UNIQUE, -- SHA-256 of all the rest
  manager      TEXT NOT NULL,        -- dpkg, apk, rpm
  name         TEXT NOT NULL,
  version      TEXT NOT NULL,
  distribution TEXT NOT NULL,        -- who publishes it, by its maintainer or vendor
  keys         BLOB NOT NULL         -- sorted, of path and digest of each file, 8 bytes each
) STRICT;

-- Layers in which the manifest of a package stands.
CREATE TABLE layer_package (
  blob_id    INTEGER NOT NULL REFERENCES blob,
  package_id INTEGER NOT NULL REFERENCES package,
  PRIMARY KEY (blob_id, package_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX layer_package_package ON layer_package (package_id);
`;

/**
 * The first schema. Digests are text and unique; everything else points at small integers. Times are ISO 8601 in UTC.
 * No column holds a secret value, nor anything it can be rebuilt from without the key file of the case.
 */
export const schema = `
-- Facts about the case itself.
CREATE TABLE case_info (
  key   TEXT PRIMARY KEY, -- id: random; created: when; key_check: HMAC of a constant, tells whether a key file belongs to this case
  value TEXT NOT NULL
) STRICT;

-- One audit.
CREATE TABLE run (
  id          INTEGER PRIMARY KEY,
  started_at  TEXT NOT NULL,
  finished_at TEXT,            -- null: was interrupted, or is still going on
  targets     TEXT NOT NULL,   -- JSON list, as typed
  ruleset_id  TEXT NOT NULL,   -- content hash of rules and engine
  tool        TEXT NOT NULL    -- version of exhume
) STRICT;

-- A repository of a registry, or an archive (name may be empty).
CREATE TABLE repository (
  id         INTEGER PRIMARY KEY,
  registry   TEXT NOT NULL,
  name       TEXT NOT NULL,
  listed_run INTEGER REFERENCES run, -- last audit that listed it in full; what was not seen then is gone
  UNIQUE (registry, name)
) STRICT;

-- Any content-addressed bytes: layer, config, manifest, attestation statement.
CREATE TABLE blob (
  id         INTEGER PRIMARY KEY,
  digest     TEXT NOT NULL UNIQUE,
  kind       TEXT NOT NULL,    -- manifest, config, layer, attestation, artifact
  media_type TEXT NOT NULL,    -- as the descriptor claims; never trusted for decoding
  size       INTEGER NOT NULL  -- bytes as stored in the registry; -1 unknown
) STRICT;

-- A manifest or index that was pulled and parsed.
CREATE TABLE manifest (
  blob_id    INTEGER PRIMARY KEY REFERENCES blob,
  role       TEXT NOT NULL,    -- image, index, attestation, cache, artifact
  config_id  INTEGER REFERENCES blob,
  subject    TEXT,             -- digest of the manifest it speaks of
  platform   TEXT              -- JSON, from the index that names it
) STRICT;
CREATE INDEX manifest_config ON manifest (config_id);
CREATE INDEX manifest_subject ON manifest (subject) WHERE subject IS NOT NULL;

-- Layers of a manifest, in order from the bottom.
CREATE TABLE manifest_layer (
  manifest_id INTEGER NOT NULL REFERENCES manifest,
  position    INTEGER NOT NULL, -- 0 is the base
  blob_id     INTEGER NOT NULL REFERENCES blob,
  PRIMARY KEY (manifest_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX manifest_layer_blob ON manifest_layer (blob_id);

-- Manifests that an index names; the child may never have been pulled.
CREATE TABLE manifest_child (
  parent_id INTEGER NOT NULL REFERENCES manifest,
  child_id  INTEGER NOT NULL REFERENCES blob,
  PRIMARY KEY (parent_id, child_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX manifest_child_child ON manifest_child (child_id);

-- Which repository serves which manifest.
CREATE TABLE holding (
  manifest_id   INTEGER NOT NULL REFERENCES manifest,
  repository_id INTEGER NOT NULL REFERENCES repository,
  first_run     INTEGER NOT NULL REFERENCES run,
  first_seen    TEXT NOT NULL,
  last_run      INTEGER NOT NULL REFERENCES run,
  pushed_at     TEXT,           -- when the registry tells
  PRIMARY KEY (manifest_id, repository_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX holding_repository ON holding (repository_id);

-- What a tag pointed at; a tag that moved has several rows.
CREATE TABLE tag (
  repository_id INTEGER NOT NULL REFERENCES repository,
  name          TEXT NOT NULL,
  manifest_id   INTEGER NOT NULL REFERENCES manifest,
  first_seen    TEXT NOT NULL,
  last_run      INTEGER NOT NULL REFERENCES run,
  PRIMARY KEY (repository_id, name, manifest_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_manifest ON tag (manifest_id);

-- The end of one blob under one ruleset. A blob without a row here is work to do: this table is the queue.
CREATE TABLE blob_scan (
  blob_id        INTEGER NOT NULL REFERENCES blob,
  ruleset_id     TEXT NOT NULL,
  status         TEXT NOT NULL,    -- scanned, partial, skipped, unreachable
  reason         TEXT,
  bytes          INTEGER NOT NULL, -- read from the registry
  unpacked_bytes INTEGER NOT NULL, -- after decompression
  documents      INTEGER NOT NULL, -- files, or fields of a config
  diff_id        TEXT,             -- digest of the uncompressed layer, computed
  scanned_at     TEXT NOT NULL,
  PRIMARY KEY (blob_id, ruleset_id)
) STRICT, WITHOUT ROWID;

-- Parts of a blob that were not covered.
CREATE TABLE skip (
  blob_id    INTEGER NOT NULL REFERENCES blob,
  ruleset_id TEXT NOT NULL,
  path       TEXT,                 -- null: the blob as a whole
  reason     TEXT NOT NULL
) STRICT;
CREATE INDEX skip_blob ON skip (blob_id, ruleset_id);

-- Sorted path hashes of a layer, from which deletion and overwriting are answered.
CREATE TABLE layer_paths (
  blob_id     INTEGER PRIMARY KEY REFERENCES blob,
  files       BLOB NOT NULL,
  directories BLOB NOT NULL,
  whiteouts   BLOB NOT NULL,
  opaques     BLOB NOT NULL
) STRICT;

-- What is kept of an image config; texts are masked where a secret stood.
CREATE TABLE image_config (
  blob_id INTEGER PRIMARY KEY REFERENCES blob,
  config  TEXT NOT NULL             -- JSON, ImageConfig of domain/finding.ts
) STRICT;

-- One unique value.
CREATE TABLE secret (
  id          INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL UNIQUE, -- HMAC-SHA256 under the key of the case
  sealed_hash TEXT NOT NULL,        -- SHA-256 of the value, encrypted under the key of the case
  finding     TEXT NOT NULL,        -- JSON: rule, provider, title, severity, confidence, preview, validity, facts, runbook, lifetime, reasons, known
  first_seen  TEXT NOT NULL
) STRICT;

-- A secret at one place of one blob.
CREATE TABLE occurrence (
  secret_id  INTEGER NOT NULL REFERENCES secret,
  blob_id    INTEGER NOT NULL REFERENCES blob,
  rule_id    TEXT NOT NULL,
  kind       TEXT NOT NULL,         -- kind of document: file, env, history, label, ...
  path       TEXT NOT NULL,
  line       INTEGER NOT NULL,      -- 1-based
  span_start INTEGER NOT NULL,      -- bytes in the document
  span_end   INTEGER NOT NULL,
  name       TEXT,                  -- what the value was assigned to
  UNIQUE (secret_id, blob_id, kind, path, span_start)
) STRICT;
CREATE INDEX occurrence_blob ON occurrence (blob_id);

-- What could not be listed or pulled in an audit.
CREATE TABLE gap (
  run_id  INTEGER NOT NULL REFERENCES run,
  scope   TEXT NOT NULL,            -- registry, repository, manifest
  subject TEXT NOT NULL,
  status  TEXT NOT NULL,            -- skipped, unreachable, unlistable
  reason  TEXT NOT NULL,
  PRIMARY KEY (run_id, scope, subject, reason)
) STRICT, WITHOUT ROWID;

-- Append-only log of the work on secrets.
CREATE TABLE event (
  id          INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  kind        TEXT NOT NULL,        -- state, reopened, note
  state       TEXT NOT NULL,
  actor       TEXT NOT NULL,
  at          TEXT NOT NULL,
  note        TEXT
) STRICT;
CREATE INDEX event_fingerprint ON event (fingerprint);
CREATE TRIGGER event_is_append_only_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
CREATE TRIGGER event_is_append_only_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
`;

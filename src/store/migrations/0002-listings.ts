/** How each repository was listed, what is gone and since when, and what tags pointed at before exhume looked. */
export const schema = `
-- How the last full listing of a repository went: what the ledger says of it.
ALTER TABLE repository ADD COLUMN method TEXT;       -- the calls that listed it
ALTER TABLE repository ADD COLUMN identity TEXT;     -- the login as people know it, or anonymous
ALTER TABLE repository ADD COLUMN pull_count INTEGER; -- pulls since it exists, when the registry tells

ALTER TABLE holding ADD COLUMN pulled_at TEXT;       -- last pull that the registry counted
ALTER TABLE holding ADD COLUMN gone_at TEXT;         -- first audit that looked for it and did not find it; null: it is there, or nobody looked

-- 1: the registry says that the tag pointed here once and does no longer.
ALTER TABLE tag ADD COLUMN past INTEGER NOT NULL DEFAULT 0;
`;

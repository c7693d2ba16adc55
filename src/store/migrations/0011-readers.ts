/** Who may pull from a repository, and who has pulled before exhume did. */
export const schema = `
ALTER TABLE repository ADD COLUMN visibility TEXT;    -- public, private: as the registry tells; anonymous: it was read without a login; null: not known
ALTER TABLE repository ADD COLUMN visible_since TEXT; -- first audit that saw it so, without a break

ALTER TABLE holding ADD COLUMN pulled_before TEXT;    -- pulled_at when the manifest was first seen: a later one may be of an audit
`;

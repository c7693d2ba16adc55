/** Two entries of one path in one layer: a container sees the later one. */
export const schema = `
-- 1: a later entry of the same layer has the path; the bytes are served all the same.
ALTER TABLE occurrence ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0;
`;

/** Layers that a registry may not hold itself. */
export const schema = `
-- Where else a blob may be had: JSON list of addresses without login and query; null: nowhere.
ALTER TABLE blob ADD COLUMN urls TEXT;
`;

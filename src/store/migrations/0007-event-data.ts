/** What an entry of the log rests on. */
export const schema = `
ALTER TABLE event ADD COLUMN data TEXT; -- JSON object of texts, numbers and booleans; null: nothing more
`;

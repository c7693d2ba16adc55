/** How many secrets of a listing are overdue, and when the next one is, without reading all of its lines. */
export const schema = `
CREATE INDEX listing_line_due ON listing_line (listing_id, due) WHERE due IS NOT NULL;
`;

/**
 * What a spreadsheet would run as a formula, or make a number of: an id such as 12345e678901. Full-width signs count too
 * (OWASP, CSV Injection). An apostrophe in front keeps it text.
 */
const TAKEN = /^(?:['=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|\d+(?:e\d+)?$)/i;

export const toCell = (text: string): string => (TAKEN.test(text) ? `'${text}` : text);

/** Takes off what `toCell` put in front. */
export const fromCell = (cell: string): string => cell.replace(/^'(?=['=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20\d])/, "");

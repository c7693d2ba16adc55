/**
 * C0 and C1 controls, bidirectional controls, zero-width and tag characters, lone surrogates: what could move the
 * cursor, hide a text or show it in another order than it is (Unicode UAX #9, section 2).
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\ud800-\udfff]/gu;
/** ECMA-48 control sequences and control strings, as a whole: their rest would be printed as noise. */
const SEQUENCE =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?/g;
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** One line of a text that comes from an image, safe for a terminal. Line breaks and tabs become one space. */
export const cleanText = (text: string): string =>
  PLAIN_LINE.test(text) ? text : text.replace(SEQUENCE, "").replace(BREAKS, " ").replace(UNSAFE, "");

const PLAIN_LINE = /^[ -~]*$/;
const PLAIN = /^[ -~\n]*$/;

/** The same for a text that may have lines, for who shows it as a block; a tab becomes two spaces. */
export const cleanLines = (text: string): string =>
  PLAIN.test(text) ? text : text.replaceAll("\t", "  ").split("\n").map(cleanText).join("\n");

/** A value as JSON that a terminal can show. */
export const safeJson = (value: unknown, indent?: number): string =>
  escapeUnsafe(JSON.stringify(value, undefined, indent));

/** JSON text in which these characters are escaped too: it means the same, and a terminal can show it. */
export const escapeUnsafe = (json: string): string =>
  json.replace(UNSAFE, (character) => (character === "\n" ? character : escapeUnits(character)));

const escapeUnits = (character: string): string =>
  character.split("").reduce((text, unit) => `${text}\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`, "");

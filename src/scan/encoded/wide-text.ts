/** Characters that make a text of bytes with zeros between them. */
const SHORTEST = 8;
/** Bytes of the shortest text. */
export const WIDE_BYTES = 2 * SHORTEST;
/** Changes in the shortest text, at least: a key begins with five dashes, and tables of numbers have few values one behind the other. */
const VARIED = 3;

/** Whether the shortest text begins at an offset. Behind its last character, at `end`, may stand nothing. */
export const isWideText = (bytes: Uint8Array, from: number, end: number): boolean => {
  let changes = 0;
  for (let at = from; at < from + WIDE_BYTES; at += 2) {
    if (at >= end || !isText(bytes[at]) || (at + 1 < end && bytes[at + 1] !== 0)) return false;
    if (at > from && bytes[at] !== bytes[at - 2]) changes++;
  }
  return changes >= VARIED;
};

/** Printable latin1, and the white space of text. */
export const isText = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x20 && byte < 0x7f) || byte >= 0xa0 || byte === 0x09 || byte === 0x0a || byte === 0x0d);

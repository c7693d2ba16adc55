/** Blocks that terminals draw two columns wide (Unicode UAX #11, East Asian Wide and Fullwidth; emoji). */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const MARK = /\p{M}/u;

/** Terminal columns of a cleaned text. */
export const columns = (text: string): number => [...text].reduce((sum, character) => sum + columnsOf(character), 0);

/** At most `width` columns; an end that is lost is marked. */
export function cut(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let kept = "";
  let used = 1;
  for (const character of text) {
    used += columnsOf(character);
    if (used > width) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Cut or filled up with spaces to exactly `width` columns. */
export const pad = (text: string, width: number): string => {
  const fitted = cut(text, width);
  return fitted + " ".repeat(Math.max(0, width - columns(fitted)));
};

const columnsOf = (character: string): number => (MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

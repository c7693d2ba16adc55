import stringWidth from "string-width";

const ASCII = /^[ -~]*$/;
/** What a reader takes for one character may be many code points: an accent, a flag, a family (Unicode UAX #29). */
const graphemes = new Intl.Segmenter();

/** Terminal columns of a cleaned text (Unicode UAX #11): 2 for CJK and emoji, 0 for what combines. Colours have none. */
export const columns = (text: string): number => stringWidth(text);

/** At most `width` columns, in whole graphemes; an end that is lost is marked. */
export function cut(text: string, width: number): string {
  if (ASCII.test(text)) return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
  let used = 0;
  let kept = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    used += columns(segment);
    if (used > width) return `${text.slice(0, kept)}…`;
    if (used < width) kept = index + segment.length;
  }
  return text;
}

/** Cut or filled up with spaces to exactly `width` columns. */
export const pad = (text: string, width: number): string => {
  const fitted = cut(text, width);
  return fitted + " ".repeat(Math.max(0, width - columns(fitted)));
};

/** The same, with the spaces before it. */
export const padBefore = (text: string, width: number): string => {
  const fitted = cut(text, width);
  return " ".repeat(Math.max(0, width - columns(fitted))) + fitted;
};

import { type ByteSet, invert, rangeSet, setOf } from "./byte-set.ts";
import { type Dialect, PatternProblem } from "./pattern.ts";

const among = (characters: RegExp): ByteSet =>
  setOf((byte) => byte < 0x80 && characters.test(String.fromCharCode(byte)));

export const DIGIT = among(/\d/);
export const WORD = among(/\w/);
/** Bytes of characters beyond ASCII in UTF-8. */
export const WIDE = rangeSet(0x80, 0xff);

/** `\s` of RE2 has no vertical tab (https://github.com/google/re2/wiki/Syntax); that of Rust has. */
export const spaceOf = (dialect: Dialect): ByteSet => among(dialect === "re2" ? /[\t\n\f\r ]/ : /[\t\n\v\f\r ]/);

/** https://github.com/google/re2/wiki/Syntax, ASCII character classes; the same in Rust. */
const POSIX: Readonly<Record<string, ByteSet>> = {
  alnum: among(/[0-9A-Za-z]/),
  alpha: among(/[A-Za-z]/),
  ascii: rangeSet(0, 0x7f),
  blank: among(/[\t ]/),
  cntrl: among(/[\0-\x1f\x7f]/),
  digit: DIGIT,
  graph: among(/[!-~]/),
  lower: among(/[a-z]/),
  print: among(/[ -~]/),
  punct: among(/[!-/:-@[-`{-~]/),
  space: among(/[\t\n\v\f\r ]/),
  upper: among(/[A-Z]/),
  word: WORD,
  xdigit: among(/[0-9A-Fa-f]/),
};

/** `[:alpha:]`, `[:^alpha:]`: the name between the colons. */
export const posixClass = (name: string): ByteSet => {
  const set = POSIX[name.replace(/^\^/, "")];
  if (set === undefined) throw new PatternProblem(`no class [:${name}:]`, "write the characters out");
  return name.startsWith("^") ? invert(set) : set;
};

const LETTER = among(/[A-Za-z]/);
/** Unicode categories by their ASCII part; those of letters and others take every byte beyond ASCII. */
const CATEGORIES: Readonly<Record<string, readonly [ByteSet, wide: boolean]>> = {
  L: [LETTER, true],
  Letter: [LETTER, true],
  Alphabetic: [LETTER, true],
  Lu: [among(/[A-Z]/), false],
  Uppercase: [among(/[A-Z]/), false],
  Ll: [among(/[a-z]/), false],
  Lowercase: [among(/[a-z]/), false],
  N: [DIGIT, false],
  Nd: [DIGIT, false],
  P: [among(/[!-#%-*,-/:;?@[-\]_{}]/), true],
  S: [among(/[$+<->^`|~]/), true],
  Z: [among(/ /), false],
  Zs: [among(/ /), false],
  C: [among(/[\0-\x1f\x7f]/), true],
  Cc: [among(/[\0-\x1f\x7f]/), false],
  White_Space: [among(/\s/), false],
  Latin: [LETTER, true],
};

/** `\pL`, `\p{Lu}`, `\P{L}`: the category without braces. */
export const unicodeClass = (category: string, negated: boolean): ByteSet => {
  const bare = category.replace(/^\^/, "");
  const known = CATEGORIES[bare];
  if (known === undefined) throw new PatternProblem(`no category \\p{${bare}}`, "write the characters out");
  const set = known[1] ? setOf((byte) => known[0][byte] === true || byte >= 0x80) : known[0];
  return negated !== category.startsWith("^") ? setOf((byte) => byte >= 0x80 || !set[byte]) : set;
};

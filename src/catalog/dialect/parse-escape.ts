import { type ByteSet, invert, setOf } from "./byte-set.ts";
import { DIGIT, spaceOf, unicodeClass, WORD } from "./character-classes.ts";
import { broken, type Cursor, next, take } from "./cursor.ts";
import { type Dialect, PatternProblem } from "./pattern.ts";

/** A character by its code point, or a class. */
export type Escape = { readonly code: number } | { readonly set: ByteSet };

const CONTROLS: Readonly<Record<string, number>> = { n: 0x0a, t: 0x09, r: 0x0d, f: 0x0c, v: 0x0b, a: 0x07, e: 0x1b };

/** What stands behind a backslash, inside of a class or not. */
export const parseEscape = (cursor: Cursor, dialect: Dialect): Escape => {
  const category = take(cursor, /([pP])(?:\{([^{}]*)\}|(.))/y);
  if (category !== undefined) return { set: unicodeClass(category[2] ?? category[3] ?? "", category[1] === "P") };
  const hex = take(cursor, /(?:x|[uU])\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})/y);
  if (hex !== undefined)
    return codePoint(Number.parseInt(hex.slice(1).find((digits) => digits !== undefined) ?? "", 16));
  const octal = take(cursor, /0[0-7]{0,2}/y);
  if (octal !== undefined) return { code: Number.parseInt(octal[0], 8) };
  const character = next(cursor);
  const set = classOf(character, dialect);
  if (set !== undefined) return { set };
  const control = CONTROLS[character];
  if (control !== undefined) return { code: control };
  if (/[1-9]/.test(character))
    throw new PatternProblem("a reference to a group", "neither RE2 nor Rust has them: write the text again");
  if (/[A-Za-z]/.test(character))
    throw new PatternProblem(`\\${character} has no JavaScript form`, "write it another way");
  return { code: character.codePointAt(0) ?? 0 };
};

const codePoint = (code: number): Escape => {
  if (code > 0x10_ffff) throw broken("no such character");
  return { code };
};

const classOf = (character: string, dialect: Dialect): ByteSet | undefined => {
  switch (character) {
    case "d":
      return DIGIT;
    case "D":
      return invert(DIGIT);
    case "w":
      return WORD;
    case "W":
      return invert(WORD);
    case "s":
      return spaceOf(dialect);
    case "S":
      return invert(spaceOf(dialect));
    case "h":
      return setOf((byte) => byte === 0x09 || byte === 0x20);
    case "C":
      return setOf(() => true);
    default:
      return undefined;
  }
};

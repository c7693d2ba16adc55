import type { DocumentInfo } from "../domain/finding.ts";
import { FORMS } from "./extract/forms.ts";
import { isSomebodysKey, nameKind } from "./name-model.ts";
import { placeOf } from "./place.ts";
import { GENERIC_PROVIDER, type Rule } from "./rule.ts";
import { looksRandom, looksTypedToken } from "./value-model.ts";

/** Where a keyword begins, and the end of what a match may look at. */
interface Around {
  readonly at: number;
  readonly end: number;
  readonly document: DocumentInfo;
}

/** Whether `isVainAssignment` speaks of what the rule catches: `name = value`, and nothing else. */
export const isAssignment = ({ definition, regexes }: Pick<Rule, "definition" | "regexes">): boolean =>
  definition.structure === "assignment" &&
  definition.provider === GENERIC_PROVIDER &&
  regexes.length === 1 &&
  regexes.every(({ source, sticky }) => sticky && !FORMS.some((form) => source.includes(`(?<${form}>)`)));

/**
 * Whether the judge (structure/assignment.ts) takes no value that is assigned there: most keywords stand in code, and this
 * takes a small part of what it takes to match and judge. No escape stands near.
 */
export const isVainAssignment = (bytes: Uint8Array, around: Around): boolean => {
  const { end } = around;
  const assigned = read(bytes, around);
  const { start, stop, operator } = assigned;
  if (operator === end || beginsRaw(bytes, valueAt(bytes, operator + 1, end))) return false;
  if (isCode(around) && isWithoutLiteral(bytes, assigned)) return true;
  if (!isPlain(bytes, operator, end) || bytes[start - 1] === SLASH || stop - start > LONGEST) return false;
  const value = valueAt(bytes, operator + 1, end);
  if (isStructure(bytes, value, end)) return true;
  const name = latin1(bytes, start, stop).replace(SIGNS, "");
  const kind = nameKind(name) ?? (isSomebodysKey(name) ? "key" : undefined);
  return kind === undefined || ((kind === "token" || kind === "key") && isWord(bytes, { value, end, kind }));
};

/** The same where escapes stand near: of lines of code in a string, as source maps have them. */
export const isVainInString = (bytes: Uint8Array, around: Around): boolean => {
  if (!isCode(around)) return false;
  const { start, operator, end } = read(bytes, around);
  const next = bytes[operator + 1] as number;
  const isEquals = bytes[operator] === EQUALS && next !== EQUALS && next !== TILDE;
  if (!isEquals && (bytes[operator] !== COLON || next === COLON || next === SLASH)) return false;
  let at = operator;
  while (at < end && ENDS_CODE[bytes[at] as number] !== true) at++;
  if (at >= end - 1 || bytes[at] !== BACKSLASH || !isLineEnd(bytes[at + 1])) return false;
  const before = bytes[start - 1];
  return before === BACKSLASH ? isLineEnd(bytes[start]) : before !== undefined && BEFORE_NAME[before] === true;
};

const isCode = ({ document }: Around): boolean => {
  const place = placeOf(document);
  return place === "source" || place === "dependency";
};

/** Behind a backslash. */
const isLineEnd = (byte: number | undefined): boolean => byte === 0x6e || byte === 0x72;

const ENDS_CODE = Array.from({ length: 256 }, (_, code) => /["'`\\%&\r\n]/.test(String.fromCharCode(code)));
/** No escape ends there, and nothing that has a value in it begins. */
const BEFORE_NAME = Array.from({ length: 256 }, (_, code) => /[ \t([,!*+<>=|?:]/.test(String.fromCharCode(code)));

const read = (bytes: Uint8Array, { at, end }: Around): Assigned => {
  let stop = at;
  while (stop < end && IS[bytes[stop] as number] === NAME) stop++;
  let operator = IS[bytes[stop] as number] === QUOTE ? stop + 1 : stop;
  while (operator < end && IS[bytes[operator] as number] === BLANK) operator++;
  let start = at;
  while (start > 0 && at - start < LONGEST && IS[bytes[start - 1] as number] === NAME) start--;
  return { start, stop, operator, end };
};

const [NAME, QUOTE, BLANK, BREAK] = [1, 2, 3, 4];
const IS = Uint8Array.from({ length: 256 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[\w.$@-]/.test(char)) return NAME;
  if (/["'`]/.test(char)) return QUOTE;
  return /[ \t]/.test(char) ? BLANK : /[\s,]/.test(char) ? BREAK : 0;
});
const SIGNS = /^[.$@-]+/;
/** Of a name; of longer ones the judge decides (name-before.ts). */
const LONGEST = 80;
const [COLON, SLASH, EQUALS, GREATER, TILDE] = [0x3a, 0x2f, 0x3d, 0x3e, 0x7e];
const [BRACE, BRACKET, CLOSING_BRACKET, LETTER_B] = [0x7b, 0x5b, 0x5d, 0x62];
const [BACKSLASH, FEED, RETURN] = [0x5c, 0x0a, 0x0d];

interface Assigned {
  /** Of the name, and where it ends. */
  readonly start: number;
  readonly stop: number;
  /** `end` where there is none. */
  readonly operator: number;
  readonly end: number;
}

/** In code only quoted values count, but for `${name:value}` and `/name=value/`; there is no quote in the rest of the line. */
const isWithoutLiteral = (bytes: Uint8Array, { start, operator, end }: Assigned): boolean => {
  if (IS[bytes[operator] as number] === BREAK) return false;
  for (let at = operator; at < end && bytes[at] !== FEED && bytes[at] !== RETURN; at++)
    if (IS[bytes[at] as number] === QUOTE) return false;
  const before = bytes[start - 1];
  return before !== BRACE && before !== SLASH;
};

/** `q{`, `%q(`, `[[`, `{|`: a literal without quotes (assigned-value.ts). */
const beginsRaw = (bytes: Uint8Array, at: number): boolean => {
  const [first, second] = [bytes[at] as number, bytes[at + 1] as number];
  if (first === BRACKET || first === BRACE) return second === (first === BRACKET ? BRACKET : PIPE);
  return (first === PERCENT && second !== PERCENT) || (first === LETTER_Q && OPENS[second] === true);
};
const [PERCENT, PIPE, LETTER_Q] = [0x25, 0x7c, 0x71];
const OPENS = Array.from({ length: 256 }, (_, code) => /[{([q]/.test(String.fromCharCode(code)));

/** The operator stands alone: behind a colon no type does, before an equals sign. */
const isPlain = (bytes: Uint8Array, operator: number, end: number): boolean => {
  const next = bytes[operator + 1];
  if (bytes[operator] === EQUALS) return next !== EQUALS && next !== TILDE && next !== GREATER;
  if (bytes[operator] !== COLON || next === COLON || next === SLASH) return false;
  for (let at = operator + 1; at < end && at < operator + LONGEST; at++) {
    const byte = bytes[at] as number;
    if (byte === EQUALS) return false;
    if (!MAY_BE_TYPE[byte]) return true;
  }
  return false;
};

/** Blanks that belong to the operator. */
const MOST_BLANKS = 30;

/** Where the value begins; `end` where the blanks before it are too many. */
const valueAt = (bytes: Uint8Array, from: number, end: number): number => {
  let at = from;
  while (at < end && at <= from + MOST_BLANKS && IS[bytes[at] as number] === BLANK) at++;
  return at > from + MOST_BLANKS ? end : at;
};

/** A map or a list begins (NO_VALUE in structure/assigned-value.ts). */
const isStructure = (bytes: Uint8Array, value: number, end: number): boolean => {
  if (value >= end || (bytes[value] !== BRACE && bytes[value] !== BRACKET)) return false;
  let at = value + 1;
  // `[]byte("x")` of Go is a value.
  if (bytes[at] === CLOSING_BRACKET && bytes[at + 1] === LETTER_B) return false;
  while (at < end && IS[bytes[at] as number] === BLANK) at++;
  return at < end && BEHIND_OPENING[bytes[at] as number] === true;
};

const BEHIND_OPENING = Array.from({ length: 256 }, (_, code) => /["'{[}\]\r\n]/.test(String.fromCharCode(code)));

/** A quoted word that is no token, of whatever place. */
const isWord = (
  bytes: Uint8Array,
  { value, end, kind }: { readonly value: number; readonly end: number; readonly kind: "token" | "key" },
): boolean => {
  if (value >= end || IS[bytes[value] as number] !== QUOTE) return false;
  let close = value + 1;
  while (close < end && IN_WORD[bytes[close] as number]) close++;
  if (close === end || bytes[close] !== bytes[value]) return false;
  const text = latin1(bytes, value + 1, close);
  return kind === "token"
    ? !looksRandom(text) && !looksTypedToken(text)
    : text.length < SHORTEST_KEY || !/\d/.test(text);
};

/** As `rateKey` of structure/assignment.ts has it. */
const SHORTEST_KEY = 20;
const IN_WORD = Array.from({ length: 256 }, (_, code) => /[\w.-]/.test(String.fromCharCode(code)));

const MAY_BE_TYPE = Array.from({ length: 256 }, (_, code) => /[\w<>[\].?| \t]/.test(String.fromCharCode(code)));

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");

import type { AST } from "@eslint-community/regexpp";

/** 1 for each byte (a latin1 character) that is in the set. */
export type ByteSet = Uint8Array;

export const ALL_BYTES: ByteSet = new Uint8Array(256).fill(1);

type Element = AST.Character | AST.CharacterSet | AST.CharacterClass;

/** Patterns share most of their elements; those of equal writing are one set. */
const sets = new Map<string, ByteSet | undefined>();

/** The bytes that an element of a pattern takes; undefined for what only newer flags allow. */
export const bytesOf = (element: Element, ignoreCase: boolean): ByteSet | undefined => {
  const key = `${ignoreCase ? "i" : "s"}${element.raw}`;
  if (!sets.has(key)) sets.set(key, readBytes(element, ignoreCase));
  return sets.get(key);
};

const readBytes = (element: Element, ignoreCase: boolean): ByteSet | undefined => {
  const set = new Uint8Array(256);
  if (element.type === "Character") add(set, [element.value, element.value]);
  else if (element.type === "CharacterSet") {
    if (!addKind(set, element)) return undefined;
  } else
    for (const member of element.elements)
      if (member.type === "Character") add(set, [member.value, member.value]);
      else if (member.type === "CharacterClassRange") add(set, [member.min.value, member.max.value]);
      else if (member.type !== "CharacterSet" || !addKind(set, member)) return undefined;
  const folded = ignoreCase ? fold(set) : set;
  return element.type === "CharacterClass" && element.negate ? folded.map((one) => 1 - one) : folded;
};

/** What stands above latin1 is never in a text; in any case it may be the other case of what does. */
const add = (set: ByteSet, [from, to]: readonly [number, number]): void => {
  set.fill(1, from, Math.min(256, to + 1));
};

const WORD = /\w/;
const SPACE = /\s/;
const DIGIT = /\d/;

const addKind = (set: ByteSet, element: AST.CharacterSet): boolean => {
  if (element.kind === "property") return false;
  const { kind } = element;
  const negate = kind !== "any" && element.negate;
  for (let byte = 0; byte < 256; byte++) if (isOfKind(kind, byte) !== negate) set[byte] = 1;
  return true;
};

const isOfKind = (kind: "any" | "digit" | "space" | "word", byte: number): boolean => {
  if (kind === "any") return byte !== 0x0a && byte !== 0x0d;
  return { digit: DIGIT, space: SPACE, word: WORD }[kind].test(String.fromCharCode(byte));
};

const fold = (set: ByteSet): ByteSet => {
  const folded = set.slice();
  for (const [byte, other] of CASES)
    if (set[byte] === 1 || set[other] === 1) {
      folded[byte] = 1;
      folded[other] = 1;
    }
  return folded;
};

/** The two cases of each letter of latin1: Canonicalize of ECMA-262 (22.2.2.7.3) without the flag u. */
const CASES = Array.from(
  { length: 256 },
  (_, byte) => [byte, String.fromCharCode(byte).toUpperCase()] as const,
).flatMap(([byte, { length, 0: upper = "" }]) => {
  const code = upper.charCodeAt(0);
  const isLetter = length === 1 && code !== byte && code < 256 && (byte < 128 || code >= 128);
  return isLetter ? [[byte, code] as const] : [];
});

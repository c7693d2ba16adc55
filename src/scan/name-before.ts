import { nameKind } from "./name-model.ts";
import { isNoise } from "./value-model.ts";

/** By character code: 1 for what stands there, of latin1. */
const setOf = (takes: RegExp): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, code) => (takes.test(String.fromCharCode(code)) ? 1 : 0));

const NAME = setOf(/[A-Za-z0-9_.$@-]/);
const OPENER = setOf(/['"`\\]/);
const SPACE = setOf(/[ \t]/);
const OPERATOR = setOf(/[=:>,?|+]/);
const AROUND_NAME = setOf(/[ \t:,]/);
const CLOSER = setOf(/['"`\\\]}]/);
/** An opening tag with its attributes, without the `>`. */
const TAG = /<([A-Za-z][\w.:-]{0,80})(?:\s[^<>]{0,100})?$/;
/** Longer runs of name characters are not names. */
const LONGEST_NAME = 80;

/**
 * The name that the value at `start` is assigned to, if the text just before says one: `NPM_TOKEN=`, `"apiKey": "`,
 * `<password>`, `key => '`, `define('DB_PASSWORD', '`.
 */
export const nameBefore = (text: string, start: number): string | undefined => {
  let at = skipBack(text, start, OPENER);
  at = skipBack(text, at, SPACE);
  const beforeOperator = skipBack(text, at, OPERATOR);
  if (beforeOperator === at) return undefined;
  if (text[beforeOperator] === ">" && /["'\w]/.test(text[beforeOperator - 1] ?? "")) {
    const [, tag] = TAG.exec(text.slice(0, beforeOperator)) ?? [];
    if (tag !== undefined) return tag;
  }
  if (text.slice(beforeOperator, at) === ">") return undefined;
  return nameEndingAt(text, skipBack(text, beforeOperator, SPACE));
};

/**
 * The same for who shows it. In a record (`1,'ann','PASSWORD',§`, `ann:PASSWORD:§`) and among the arguments of a call the
 * word before a value may be a value too: there only what says that it names one, or is written as constants are.
 */
export const nameToShow = (text: string, start: number): string | undefined => {
  const name = nameBefore(text, start);
  if (name === undefined || isNoise(name)) return undefined;
  const between = text.slice(text.lastIndexOf(name, start - 1) + name.length, start);
  return ASSIGNS.test(between) || nameKind(name) !== undefined || CONSTANT.test(name) ? name : undefined;
};

/** `=`, `=>`, `: `, `:'`, `":`, `<name>`, and the words of a detour. */
const ASSIGNS = /[=>]|:[\s"'`\\]|["'`\]]\s*:|\w/;
const CONSTANT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** The word that stands before `start`, with nothing but space, quotes, operators or a few words of a sentence between. */
export const wordBefore = (text: string, start: number): string | undefined => {
  const before = text.slice(Math.max(0, start - 240), start);
  const [, spoken] =
    /(pass(?:word|phrase))(?:[ \t]["']?[^\s"'\r\n]{1,30}["']?){0,5}[ \t](?:is|to)[ \t]$/i.exec(before) ?? [];
  if (spoken !== undefined) return spoken;
  return BEFORE_WORD.exec(before)?.[1]?.replace(/^[.$@-]+/, "");
};

/** The last alternatives are the operators of extract/code-forms.ts. */
const BEFORE_WORD =
  /([\w.-]{1,80}?)(?:\.equals(?:IgnoreCase)?\()?["'\]]{0,3}[ \t]{0,20}(?:[=!]==?[ \t]{0,4}|[:=](?:pass:)?|["']?,?[ \t]{1,4}@?|\(\s{0,8}|,[ \t]{0,8}<<|";s:\d{1,4}:|\{|<{1,2}-[ \t]{0,8}|(?:->|to)[ \t]{1,4}|(?:as[ \t]{1,8}string|\[[ \t\w]{0,48}\])[ \t]{0,8}=[ \t]{0,8})?$/i;

/** `: string =` of typed languages, and the second half of `name: X, value: ` pairs. */
const DETOUR =
  /(?:[\s:](?:string|str|String|&str|[A-Z]\w*\[\w+\]|[A-Z]\w{0,30}<[\w&' ,]{1,40}>)|["']?,?\s{1,20}["']?value["']?)$/;

const SCHEME = /[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/$/;

const nameEndingAt = (text: string, end: number): string | undefined => {
  const detour = mayEndDetour(text, end) ? (DETOUR.exec(text.slice(0, end))?.[0].length ?? 0) : 0;
  let at = skipBack(text, end - detour, AROUND_NAME);
  at = skipBack(text, at, CLOSER);
  const from = skipBack(text, at, NAME);
  const [scheme] = text.endsWith("://", from) ? (SCHEME.exec(text.slice(0, from)) ?? []) : [];
  // The user of a URL is no name: the URL is what has one.
  if (scheme !== undefined) return nameBefore(text, from - scheme.length);
  if (text[from - 1] === "/" && CHECKED.test(text.slice(Math.max(0, from - 10), from))) return undefined;
  const name = text.slice(from, at).replace(/^[.$@-]+/, "");
  return /[A-Za-z]/.test(name) && name.length <= LONGEST_NAME ? name : undefined;
};

/** `checksum/secret: x`: an annotation of Helm that tells of what a secret was made. */
const CHECKED = /(?:^|[^\w-])(?:checksum|hash|digest|sha(?:1|256|512))\/$/;

/** The pattern of detours looks at all of the text, and there seldom is one. */
const mayEndDetour = (text: string, end: number): boolean =>
  text.endsWith("]", end) ||
  text.endsWith(">", end) ||
  text.endsWith("str", end) ||
  text.endsWith("tring", end) ||
  text.startsWith("value", end - (QUOTE.test(text[end - 1] ?? "") ? 6 : 5));
const QUOTE = /["']/;

const skipBack = (text: string, from: number, set: Uint8Array): number => {
  let at = from;
  while (at > 0 && set[text.charCodeAt(at - 1)] === 1) at--;
  return at;
};

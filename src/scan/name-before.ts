const NAME = /[A-Za-z0-9_.$@-]/;
/** An opening tag with its attributes, without the `>`. */
const TAG = /<([A-Za-z][\w.:-]{0,80})(?:\s[^<>]{0,100})?$/;
const OPENERS = new Set(["'", '"', "`", "\\"]);
/** Longer runs of name characters are not names. */
const LONGEST_NAME = 80;

/**
 * The name that the value at `start` is assigned to, if the text just before says one: `NPM_TOKEN=`, `"apiKey": "`,
 * `<password>`, `key => '`, `define('DB_PASSWORD', '`.
 */
export const nameBefore = (text: string, start: number): string | undefined => {
  let at = skipBack(text, start, (char) => OPENERS.has(char));
  at = skipBack(text, at, isSpace);
  const beforeOperator = skipBack(text, at, isOperator);
  if (beforeOperator === at) return undefined;
  if (text[beforeOperator] === ">" && /["'\w]/.test(text[beforeOperator - 1] ?? "")) {
    const [, tag] = TAG.exec(text.slice(0, beforeOperator)) ?? [];
    if (tag !== undefined) return tag;
  }
  if (text.slice(beforeOperator, at) === ">") return undefined;
  return nameEndingAt(text, skipBack(text, beforeOperator, isSpace));
};

/** The word that stands before `start`, with nothing but space, quotes, operators or a few words of a sentence between. */
export const wordBefore = (text: string, start: number): string | undefined => {
  const before = text.slice(Math.max(0, start - 240), start);
  const [, spoken] =
    /(pass(?:word|phrase))(?:[ \t]["']?[^\s"'\r\n]{1,30}["']?){0,5}[ \t](?:is|to)[ \t]$/i.exec(before) ?? [];
  if (spoken !== undefined) return spoken;
  return /([\w.-]{1,80}?)(?:\.equals(?:IgnoreCase)?\()?["'\]]{0,3}[ \t]{0,20}(?:[=!]==?[ \t]{0,4}|[:=](?:pass:)?|["']?,?[ \t]{1,4}|\(\s{0,8})?$/
    .exec(before)?.[1]
    ?.replace(/^[.$@-]+/, "");
};

/** `: string =` of typed languages, and the second half of `name: X, value: ` pairs. */
const DETOUR = /(?:[\s:](?:string|str|String|&str|[A-Z]\w*\[\w+\])|["']?,?\s{1,20}["']?value["']?)$/;

const SCHEME = /[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/$/;

const nameEndingAt = (text: string, end: number): string | undefined => {
  const [detour = ""] = DETOUR.exec(text.slice(0, end)) ?? [];
  let at = skipBack(text, end - detour.length, (char) => isSpace(char) || char === ":" || char === ",");
  at = skipBack(text, at, (char) => OPENERS.has(char) || char === "]" || char === "}");
  const from = skipBack(text, at, (char) => NAME.test(char));
  const [scheme] = SCHEME.exec(text.slice(0, from)) ?? [];
  // The user of a URL is no name: the URL is what has one.
  if (scheme !== undefined) return nameBefore(text, from - scheme.length);
  const name = text.slice(from, at).replace(/^[.$@-]+/, "");
  return /[A-Za-z]/.test(name) && name.length <= LONGEST_NAME ? name : undefined;
};

const isSpace = (char: string): boolean => char === " " || char === "\t";
const isOperator = (char: string): boolean => "=:>,?|+".includes(char);

const skipBack = (text: string, from: number, holds: (char: string) => boolean): number => {
  let at = from;
  while (at > 0 && holds(text[at - 1] as string)) at--;
  return at;
};

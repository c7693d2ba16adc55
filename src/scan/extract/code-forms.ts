/** Writings of a secret in code that the pattern of a rule for assignments does not read; `forms.ts` says which rule each belongs to. */

import { LITERAL } from "./login-forms.ts";

/** `char secret[] = "x"` (C), `Dim password As String = "x"` (Visual Basic), `api_key <- "x"` (R), `password{"x"}` (C++). */
const DECLARES = String.raw`(?:\[[ \t]{0,4}\w{0,40}[ \t]{0,4}\][ \t]{0,8}=|[ \t]{1,8}as[ \t]{1,8}string[ \t]{0,8}=|[ \t]{0,8}<{1,2}-|\{(?=[^{}\r\n]{5,258}\}))[ \t]{0,8}`;
const declared = (name: string): string =>
  String.raw`${name}${DECLARES}(?<spaced>)(?<secret>${LITERAL})(?![ \t]{0,4},)`;

/** `"password" -> "x"` (Scala), `"password" to "x"` (Kotlin). */
const mapped = (name: string): string =>
  String.raw`${name}["'][ \t]{1,4}(?:->|to)[ \t]{1,4}(?<spaced>)(?<secret>${LITERAL})`;

/** `{password, "x"}`, `{default_pass, <<"x">>}` and `-define(SECRET, "x")` (Erlang). */
const tuple = (name: string): string =>
  String.raw`(?<=(?:\{[ \t]{0,4}|-define\()\w{0,30})${name}[ \t]{0,4},[ \t]{0,8}(?:<<)?(?<spaced>)(?<secret>${LITERAL})(?=(?:\/utf8)?(?:>>)?[ \t]{0,4}[})])`;

/** `set :session_secret, "x"` (Ruby): a symbol, and what it stands for. */
const symbol = (name: string): string =>
  String.raw`(?<=[ \t(]:\w{0,30})${name},[ \t]{1,4}(?<spaced>)(?<secret>${LITERAL})`;

/** `s:8:"password";s:12:"x";`: serialize() of PHP, in which WordPress and others keep their settings. */
const serialized = (name: string): string => String.raw`${name}";s:\d{1,4}:(?<spaced>)(?<secret>${LITERAL})(?=;)`;

export const codeForms = (name: string): readonly string[] => [
  declared(name),
  mapped(name),
  tuple(name),
  symbol(name),
  serialized(name),
];

/** `strcmp(password, "x")` of C. */
export const STRING_COMPARED = String.raw`(?<=str(?:n?case)?n?cmp\([^"'()\r\n]{0,40})(?<name>pass(?:word|wd|phrase)?\w{0,20}),[ \t]{0,4}(?<compared>)(?<secret>${LITERAL})`;

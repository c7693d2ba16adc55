import type { Confidence } from "../../domain/finding.ts";
import { standsInBinary } from "../binary.ts";
import { isCommonPassword, standsInLogin } from "../common-password.ts";
import { FORMS, type FormName } from "../extract/forms.ts";
import type { Candidate } from "../match.ts";
import { wordBefore } from "../name-before.ts";
import { type NameKind, nameKind } from "../name-model.ts";
import { isSettingsCode, type Place, placeOf } from "../place.ts";
import { isPlaceholder, isReference, resemblesName } from "../placeholder.ts";
import { looksRandom, looksTypedToken, passwordStrength } from "../value-model.ts";
import type { Structure } from "./structure.ts";

export const formOf = ({ groups }: Candidate): FormName | undefined => FORMS.find((form) => groups[form] !== undefined);

/** A secret that is not assigned to its name: it is compared, passed, given as an option, or said. */
export const otherForm =
  (form: FormName): Structure =>
  (candidate) => {
    const { value, quoted, span } = unquoted(candidate);
    if (standsInBinary(candidate)) return { reject: "between bytes that are no text", span };
    const { groups } = candidate;
    const { user } = groups;
    if (form === "flag" && !quoted && IN_CALL.test(candidate.text.slice(0, candidate.span.start)))
      return { reject: "an argument in code", span };
    if (form === "file" && NO_SECRET.some((one) => one.test(value))) return { reject: "an account or an image", span };
    const name = groups.name ?? (user === undefined ? wordBefore(candidate.text, candidate.span.start) : undefined);
    const named = name === undefined ? {} : { name };
    const kind = kindOf({ form, groups, name });
    if (kind === undefined) return { reject: "the name speaks of something else", span };
    if (user !== undefined && (!USER.test(user) || isReference(user)))
      return { reject: "no user name before it", span };
    if (form === "spaced" && isCommonPassword(value) && isLogin(candidate, quoted))
      return { confidence: "low", span, reasons: ["common default password, beside a user and a host"], ...named };
    if (!/^[\x21-\x7e]+$/.test(value) || isPlaceholder(value, { quoted }) || resemblesName(value, name ?? user ?? ""))
      return { reject: "a placeholder", span };
    const confidence = rate({ form, kind, place: placeOf(candidate.document), value, quoted, user });
    if (confidence === undefined) return { reject: "the value looks like a word", span };
    const facts = user === undefined || /[A-Za-z0-9]{20}/.test(user) ? {} : { user };
    return { confidence, span, facts, reasons: [WHY[form]], ...named };
  };

/** `add_argument("--password", help="x")`: behind a literal in a list of arguments only another literal is a value. */
const IN_CALL = /["'],[ \t]{1,4}$/;

/**
 * A line of passwd(5), shadow(5) or gshadow(5) without a hash, which may be all of them in a small image; the name of an image.
 */
const NO_SECRET: readonly RegExp[] = [
  /^[A-Za-z_][\w.-]{0,31}\$?:(?:x|[*!]{0,2}|NP|\*LK\*):\S{0,400}$/,
  /^(?:[a-z\d-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?\/[a-z\d._/-]{1,255}(?::[\w.-]{1,128})?(?:@sha256:[\da-f]{64})?$/,
];

const kindOf = (of: {
  readonly form: FormName;
  readonly groups: Candidate["groups"];
  readonly name: string | undefined;
}): NameKind | undefined => {
  const { form, groups, name } = of;
  if (form === "file") return groups.kind as NameKind;
  if (form === "header" || form === "titled") return "token";
  if (form === "signed") return "secret";
  if (form === "piped" || form === "clear") return "password";
  if (form === "argument")
    return nameKind((name ?? "").replace(/\($/, "")) ?? (/auth$/i.test(name ?? "") ? "password" : undefined);
  if (groups.user !== undefined) return "password";
  return FILE.test(name ?? "") ? undefined : nameKind(name ?? "");
};

/** Of a serialized list of files: what stands behind is the next key. */
const FILE = /\.(?:php|[cm]?[jt]sx?|py|rb|css|html?)$/i;

const isLogin = (candidate: Candidate, quoted: boolean): boolean =>
  quoted &&
  (placeOf(candidate.document) === "config" || isSettingsCode(candidate.document)) &&
  standsInLogin(candidate);

/** Azure names its principals by UUID, LDAP by distinguished names (RFC 4514). */
const USER =
  /^(?:[A-Za-z_][\w.@+\\/-]{0,80}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:cn|uid)=[\w.@ -]{1,60}(?:,[ ]?[a-z]{1,4}=[\w. -]{1,60}){1,8})$/i;

const WHY: Readonly<Record<FormName, string>> = {
  spaced: "stands behind a name that says secret",
  compared: "compared with what should be secret",
  flag: "given as an option",
  spoken: "named as the password in a sentence",
  call: "passed beside a user name",
  piped: "handed to a program that asks for a password",
  signed: "signs or checks what is signed",
  argument: "passed to a call that takes a secret",
  clear: "a password in clear, made what a program takes",
  header: "sent in an authorization header",
  titled: "stands behind a title that says secret",
  file: "all that a file holds whose name says secret",
};

const unquoted = ({ value, span }: Candidate) => {
  const quoted = /^["']/.test(value);
  const [opening = ""] = /^["']?(?:\{noop\})?/.exec(value) ?? [];
  const start = span.start + opening.length;
  const text = value.slice(opening.length).replace(/["']$/, "");
  return { value: text, quoted, span: { start, end: start + text.length } };
};

interface Rated {
  readonly form: FormName;
  readonly kind: NameKind;
  readonly place: Place;
  readonly value: string;
  readonly quoted: boolean;
  readonly user: string | undefined;
}

/** Undefined: not worth a finding there. */
const rate = ({ form, kind, place, value, quoted, user }: Rated): Confidence | undefined => {
  if (place === "dependency") return undefined;
  const weak =
    (form === "compared" && user === undefined) ||
    form === "spoken" ||
    place === "prose" ||
    (form === "titled" && place === "source");
  const isCommand = form === "call" && !quoted;
  if (looksRandom(value)) return weak ? "low" : "medium";
  if (kind !== "password" && !weak && looksTypedToken(value)) return "low";
  if (kind === "token") return undefined;
  if (passwordStrength(value) === "mixed")
    return weak ? (place === "prose" && form !== "spoken" && !isCommand ? undefined : "low") : "medium";
  if (weak || value.length < 6) return undefined;
  if (form === "file") return kind === "password" ? "low" : undefined;
  if (isCommand) return undefined;
  if (form === "call" || form === "flag" || form === "piped" || form === "compared")
    return user === undefined && form !== "piped" ? undefined : "low";
  return quoted && place === "config" ? "low" : undefined;
};

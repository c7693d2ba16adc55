import type { Confidence } from "../../domain/finding.ts";
import { standsInBinary } from "../binary.ts";
import { isCommonPassword, standsInLogin } from "../common-password.ts";
import type { Candidate } from "../match.ts";
import { nameBefore } from "../name-before.ts";
import { isSomebodysKey, type NameKind, nameKind } from "../name-model.ts";
import { isSettingsCode, type Place, placeOf } from "../place.ts";
import { isPlaceholder, namesPassword, resemblesName } from "../placeholder.ts";
import { isAppPassword, isSpaced, spacedIdentity } from "../spaced-password.ts";
import { looksRandom, looksTypedToken, passwordStrength } from "../value-model.ts";
import { type ParsedValue, parseValue } from "./assigned-value.ts";
import { mountsSecret } from "./engine-secret.ts";
import { formOf, otherForm } from "./other-form.ts";
import type { Structure } from "./structure.ts";

/** `name = value` in any writing: the pattern has found name and operator, the group `secret` is the rest of the line. */
export const assignment: Structure = (candidate) => {
  const form = formOf(candidate);
  if (form !== undefined) return otherForm(form)(candidate);
  const { key, other } = candidate.groups;
  const name = nameBefore(candidate.text, candidate.span.start);
  const kind = name === undefined ? undefined : kindOf(name, candidate);
  if (name === undefined || kind === undefined) return { reject: "the name speaks of something else" };
  if ((key ?? other) !== undefined && standsInBinary(candidate)) return { reject: "a short name in a binary" };
  if (name === "secret" && (mountsSecret(candidate.value) || isNamedByArn(candidate)))
    return { reject: "names a secret that is kept elsewhere" };
  const place = placeOf(candidate.document);
  const parsed = parseValue(candidate, place);
  if (parsed === undefined) return { reject: "no literal value" };
  if (key !== undefined && !KEY_VALUE.test(parsed.value)) return { reject: "no key is written so", span: parsed.span };
  const delivered = kind === "password" && isDelivered(candidate, { place, parsed });
  if (delivered) return { confidence: "low", span: parsed.span, name, reasons: [`name says ${kind}`, DELIVERED] };
  const common = kind !== "password" && isCommonPassword(parsed.value);
  if (common || isPlaceholder(parsed.value, parsed) || resemblesName(parsed.value, name))
    return { reject: "a placeholder", span: parsed.span };
  if (place === "source" && namesPassword(parsed.value)) return { reject: "the name of a password", span: parsed.span };
  if (isOfList(candidate) && !looksRandom(parsed.value)) return { reject: "one of a list", span: parsed.span };
  const confidence = rate({ kind, place, parsed, isSettings: isSettingsCode(candidate.document) });
  if (confidence === undefined) return { reject: "the value looks like a word", span: parsed.span };
  const reasons = [`name says ${kind}`, strengthInWords(parsed, candidate)];
  return { ...spacedIdentity(parsed.value), confidence, span: parsed.span, name, reasons };
};

/** Hex, base64 and what joins parts of a key; no code, no list. */
const KEY_VALUE = /^[\w+/=.~-]+$/;

/** A key that only its owner names: `acme_key`. */
const kindOf = (name: string, { groups }: Candidate): NameKind | undefined =>
  nameKind(name) ?? (groups.key !== undefined && isSomebodysKey(name) ? "key" : undefined);

/** `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME` (AWS Secrets Manager). */
const isNamedByArn = ({ text, span }: Candidate): boolean =>
  /:(?:\d{12}|&\w{1,40};)?:secret:$/.test(text.slice(0, span.start));

/** `["user", "password", "email"]`: neither a name and its value alone, nor arguments of a call or of a command. */
const isOfList = ({ text, span }: Candidate): boolean => {
  const before = text.slice(Math.max(0, span.start - LONGEST_CALL), span.start);
  const comma = /(["'`]),[ \t]*$/.exec(before);
  if (comma === null) return false;
  const first = before.lastIndexOf(comma[1] as string, comma.index - 1);
  const name = before.slice(first + 1, comma.index);
  if (name.startsWith("-")) return false;
  let closed = 0;
  for (let at = first - 1; at >= 0; at--) {
    const char = before[at] as string;
    if (")]}".includes(char)) closed++;
    else if ("([{".includes(char) && closed-- === 0) return char === "[" && before.slice(at + 1, first).trim() !== "";
  }
  return name.includes("/");
};
/** Up to where the bracket of a list or a call is looked for. */
const LONGEST_CALL = 300;

const DELIVERED = "common default password, beside a user and a host";

const isDelivered = (candidate: Candidate, { place, parsed }: Pick<Rated, "place" | "parsed">): boolean =>
  (place === "config" || (place === "source" && parsed.quoted && isSettingsCode(candidate.document))) &&
  isCommonPassword(parsed.value) &&
  standsInLogin({ ...candidate, span: parsed.span });

interface Rated {
  readonly kind: NameKind;
  readonly place: Place;
  readonly parsed: ParsedValue;
  /** Code that sets what a program is run with: words count there as in settings. */
  readonly isSettings: boolean;
}

/**
 * Undefined: not worth a finding there. Passwords have a lower bar than tokens: one of words counts in settings, where of
 * the words quoted in other code nearly all are labels, fields and options. Libraries and texts have a higher one.
 */
export const rate = ({ kind, place, parsed, isSettings }: Rated): Confidence | undefined => {
  if (isSpaced(parsed.value)) return kind === "password" ? rateSpaced(place, parsed) : undefined;
  const random = looksRandom(parsed.value);
  if (kind === "key") return rateKey(place, parsed);
  if (place === "dependency") return random && parsed.value.length >= 20 ? "low" : undefined;
  if (place === "prose") return random ? "low" : undefined;
  if (random) return (kind === "password" && place !== "log") || place === "config" ? "high" : "medium";
  if (kind !== "password" && looksTypedToken(parsed.value)) return "low";
  if (kind === "token" || (kind === "secret" && RESOURCE.test(parsed.value))) return undefined;
  const strength = passwordStrength(parsed.value);
  if (place === "log" && strength === "word") return undefined;
  if (place === "source" && (!parsed.quoted || (strength === "word" && !isSettings))) return undefined;
  return strength === "mixed" ? "medium" : strength === "word" && kind === "password" ? "low" : undefined;
};

const rateSpaced = (place: Place, { value, quoted }: ParsedValue): Confidence | undefined => {
  if (place === "dependency") return undefined;
  if (isAppPassword(value)) return place === "prose" ? "low" : "medium";
  return quoted && place === "config" ? "low" : undefined;
};

/** `shop-prod-0815`: the name of something in a cloud, of three parts or more. */
const RESOURCE = /^[a-z\d]+(?:-[a-z\d]+){2,}$/;

const rateKey = (place: Place, parsed: ParsedValue): Confidence | undefined => {
  if (!hasLengthOfKey(parsed.value)) return undefined;
  if (!looksRandom(parsed.value)) return place === "config" && looksTypedToken(parsed.value) ? "low" : undefined;
  if (place === "config") return "medium";
  return place === "source" ? "low" : undefined;
};

const hasLengthOfKey = (value: string): boolean => value.length >= 20 && /\d/.test(value) && /[a-z]/i.test(value);

/** How the value looks, and where it stands. */
export const strengthInWords = ({ value, quoted }: ParsedValue, { document }: Candidate): string => {
  if (isSpaced(value))
    return isAppPassword(value) ? "groups of letters, as Google shows app passwords" : "a passphrase";
  if (looksRandom(value)) return "value looks random";
  const place = document.kind === "file" ? placeOf(document) : document.kind;
  const form = looksTypedToken(value) ? "form of a token" : STRENGTHS[passwordStrength(value)];
  return `${form}, ${quoted ? "quoted" : "set"} in ${PLACES[place] ?? place}`;
};

const STRENGTHS = { mixed: "built like a password", word: "a word", none: "short" } as const;
const PLACES: Readonly<Record<string, string>> = { config: "a settings file", source: "code", log: "a log" };

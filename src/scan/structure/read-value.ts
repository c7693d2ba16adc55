import { isCommonPassword, standsInLogin } from "../common-password.ts";
import type { NameKind } from "../name-model.ts";
import { isPlaceholder, resemblesName } from "../placeholder.ts";
import { isSpaced, spacedIdentity } from "../spaced-password.ts";
import { looksRandom } from "../value-model.ts";
import { rate, strengthInWords } from "./assignment.ts";
import type { Structure } from "./structure.ts";

const PRINTABLE = /^[\x21-\x7e\x80-\xff]{3,4096}$/;
/** Longer values are tokens, or no secrets. */
const LONGEST_TYPED = 400;

/** A value that the reader of its format has found: groups `name` (its keys), `kind`, `value` (decoded), `quoted`, `by`. */
export const readValue: Structure = (candidate) => {
  const { name = "", value = "", kind, quoted, by, encoded } = candidate.groups;
  const key = name.split(".").at(-1) ?? "";
  const isLong = value.length > LONGEST_TYPED && !looksRandom(value);
  if (isLong || !(PRINTABLE.test(value) || isSpaced(value))) return { reject: "no literal value" };
  if (value.startsWith("*.")) return { reject: "a pattern of file names" };
  const reasons = [by === undefined ? `name says ${kind}` : `${by} says ${kind}`];
  const found = { name, identity: value, ...spacedIdentity(value) };
  if (kind === "password" && isCommonPassword(value) && standsInLogin(candidate))
    return { ...found, confidence: "low", reasons: [...reasons, "common default password, beside a user and a host"] };
  const parsed = { value, span: candidate.span, quoted: quoted !== undefined };
  if (isPlaceholder(value, parsed) || resemblesName(value, key) || (kind !== "password" && isCommonPassword(value)))
    return { reject: "a placeholder" };
  const confidence = rate({ kind: kind as NameKind, place: "config", parsed, isSettings: true });
  if (confidence === undefined) return { reject: "the value looks like a word" };
  return {
    ...found,
    confidence,
    reasons: [
      ...reasons,
      strengthInWords(parsed, candidate),
      ...(encoded === undefined ? [] : ["decoded from base64"]),
    ],
  };
};

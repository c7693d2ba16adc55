import { placeOf } from "../place.ts";
import { isPlaceholder, namesPassword } from "../placeholder.ts";
import { passwordStrength } from "../value-model.ts";
import { quotedWord } from "./quoted-word.ts";
import type { Structure } from "./structure.ts";

/** A password whose place is certain (a flag, a header, an SQL clause): only placeholders are dropped. */
export const plainPassword: Structure = (candidate) => {
  const { groups, document, compiled } = candidate;
  const { value, span } = quotedWord(candidate) ?? candidate;
  const bare = value.replace(/[})\],;.]+$/, "");
  if (isPlaceholder(value) || isPlaceholder(bare) || namesPassword(bare)) return { reject: "a placeholder" };
  if (/^\s[\s\S]*\s$/.test(value)) return { reject: "stands between two quotes" };
  const place = placeOf(document);
  if ((place !== "config" || compiled) && passwordStrength(value) !== "mixed")
    return { reject: "a word in code or in a text" };
  const { user } = groups;
  const isPublic = user !== undefined && /^[\w.@+-]{1,40}$/.test(user) && !/[A-Za-z0-9]{20}/.test(user);
  // A quote in a string of SQL is written twice.
  const doubled = value.includes("''") ? { identity: value.replaceAll("''", "'") } : {};
  return { ...doubled, span, facts: isPublic ? { user } : {}, reasons: ["stands where a password is written"] };
};

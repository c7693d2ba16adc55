import { isCommonPassword } from "../common-password.ts";
import { placeOf } from "../place.ts";
import { isPlaceholder } from "../placeholder.ts";
import { passwordStrength } from "../value-model.ts";
import type { Structure } from "./structure.ts";

/** Where ftp, curl, git and libpq look for logins. */
const OWN_FILE = /(?:^|\/)(?:[._]netrc|\.?pgpass(?:\.conf)?)$/;

/** Lines of `.netrc` and `.pgpass`: groups `host` and `user` beside the password. */
export const loginLine: Structure = ({ value, groups, document, rule }) => {
  const example = placeOf(document) !== "config" && passwordStrength(value) !== "mixed";
  const common =
    isCommonPassword(value) &&
    !isPlaceholder(groups.user ?? "") &&
    groups.host !== undefined &&
    placeOf(document) === "config";
  if (!common && (example || isPlaceholder(value))) return { reject: "a placeholder or an example in a text" };
  const { host = "", user = "" } = groups;
  // RFC 1635: guests give their mail address.
  if (/^(?:anonymous|ftp)$/i.test(user) && /^[\w.+-]*@[\w.-]*$/.test(value)) return { reject: "an anonymous login" };
  const own = document.kind !== "file" || OWN_FILE.test(document.path);
  const doubtful = !own && passwordStrength(value) !== "mixed";
  // `default login ci` stands where a program reads it; in a text `login or password` does.
  if (host === "" && isPlaceholder(user) && !(own && /^[a-z]{1,2}$/i.test(user))) return { reject: "a placeholder" };
  return {
    // PostgreSQL, "The Password File".
    ...(rule.definition.id === "pgpass-password" ? { identity: value.replace(/\\(.)/g, "$1") } : {}),
    facts: { ...(host === "" || host === "*" ? {} : { host }), ...(/[A-Za-z0-9]{20}/.test(user) ? {} : { user }) },
    reasons: [
      "login line with host, user and password",
      ...(common ? ["common default password"] : []),
      ...(doubtful ? ["a word, in a file that no program reads"] : []),
    ],
    ...(common ? { confidence: "low" } : doubtful ? { confidence: "medium" } : {}),
  };
};

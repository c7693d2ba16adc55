import { isPlaceholder } from "../placeholder.ts";
import type { Structure } from "./structure.ts";

/** A password whose place is certain (a flag, a header, an SQL clause): only placeholders are dropped. */
export const plainPassword: Structure = ({ value, groups }) => {
  if (isPlaceholder(value)) return { reject: "a placeholder" };
  const { user } = groups;
  const isPublic = user !== undefined && /^[\w.@+-]{1,40}$/.test(user) && !/[A-Za-z0-9]{20}/.test(user);
  return { facts: isPublic ? { user } : {}, reasons: ["stands where a password is written"] };
};

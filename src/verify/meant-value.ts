import type { Secret } from "../domain/rotation.ts";
import { percentDecoded } from "../scan/percent-decoded.ts";
import { isFoundBy } from "./subjects.ts";

/** Rules whose values stand in the user part of a URL. */
const URL_RULES = ["basic-auth-url", "database-url-password", "url-password"];

/** A value as a server is given it: one out of a URL is decoded, unless it was found with that done. Others stand as they are. */
export const meantValue = (value: string, secret: Secret): string =>
  isFoundBy(secret, URL_RULES) && !/percent/.test(String(secret.facts.encoding ?? "")) ? percentDecoded(value) : value;

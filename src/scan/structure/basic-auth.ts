import type { Facts } from "../../domain/finding.ts";
import { isPlaceholder } from "../placeholder.ts";
import { parseObject } from "./json.ts";
import { isoTime, publicFacts } from "./public-facts.ts";
import type { Structure } from "./structure.ts";

/** RFC 7617: base64 of `user:password`; Docker's `auth` and npm's `_auth` are the same. */
export const basicAuth: Structure = ({ value, text, span }) => {
  const pair = Buffer.from(value, "base64").toString("latin1");
  const colon = pair.indexOf(":");
  if (colon < 0 || !/^[\x20-\x7e\x80-\xff]+$/.test(pair)) return { reject: "does not decode to user:password" };
  const password = pair.slice(colon + 1);
  if (password.length < 3 || isPlaceholder(password)) return { reject: "the password is a placeholder" };
  const registry = registryBefore(text.slice(0, span.start));
  return {
    // It is the secret that it is alone, in a URL or in a variable.
    identity: password,
    facts: {
      ...(isPublicUser(pair.slice(0, colon)) ? { user: pair.slice(0, colon) } : {}),
      ...(registry === undefined ? {} : { registry }),
      ...ecrExpiry(pair.slice(0, colon), password),
    },
    reasons: ["decodes to user and password"],
  };
};

/** The password that ECR issues to `AWS` is base64 of JSON that says when it ends, twelve hours later. */
const ecrExpiry = (user: string, password: string): Facts => {
  if (user !== "AWS") return {};
  const { expiration } = parseObject(Buffer.from(password, "base64").toString("latin1")) ?? {};
  return publicFacts({ expiresAt: isoTime(expiration) });
};

/** A long user name may itself be a token. Robots of Harbor have a `$`, users of a domain a backslash. */
const isPublicUser = (user: string): boolean => /^[\w.@+$\\-]{1,40}$/.test(user) && !/[A-Za-z0-9]{24}/.test(user);

/** The key of the JSON object in which `auth` stands: the host, or an old-style `https://host/v1/`. */
const registryBefore = (text: string): string | undefined => {
  const keys = [...text.matchAll(/"([A-Za-z0-9.:/_-]{3,100})"\s{0,20}:\s{0,20}\{/g)];
  const key = keys.at(-1)?.[1];
  return key === undefined || key === "auths" ? undefined : key.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
};

import type { Facts } from "../../domain/finding.ts";
import { asObject, parseObject } from "./json.ts";
import { isoTime, publicFacts } from "./public-facts.ts";
import type { Structure, Verdict } from "./structure.ts";

/** RFC 7519. The header must be JSON with `alg`; a token whose claims cannot be parsed is dropped. */
export const jwt: Structure = ({ value, span, compiled }) => {
  const [header = "", payload = "", signature = ""] = value.split(".");
  const head = parseObject(Buffer.from(header, "base64url").toString("utf8"));
  const claims = parseObject(Buffer.from(payload, "base64url").toString("utf8"));
  if (typeof head?.alg !== "string")
    return claims === undefined || head !== undefined ? { reject: "the header is no JSON with alg" } : damaged(claims);
  const encrypted = typeof head.enc === "string";
  if (claims === undefined && !encrypted) return { reject: "the payload is no JSON object" };
  const longest = SIGNATURES[head.alg] ?? Number.POSITIVE_INFINITY;
  const end = span.end - Math.max(0, signature.length - longest);
  const documented = claims?.sub === "1234567890" && claims.name === "John Doe";
  return {
    confidence: signature === "" || head.alg === "none" ? "low" : "high",
    facts: jwtFacts(head, claims ?? {}),
    reasons: [encrypted ? "parses as an encrypted JWT" : "parses as a JWT"],
    ...(documented ? { known: "test" as const } : {}),
    // In programs the next string may stand right behind it.
    ...(compiled === true && !encrypted && end < span.end ? { span: { ...span, end } } : {}),
  };
};

/** Characters of signatures that are of one length (RFC 7518, 3; RFC 8037, 3.1). */
const SIGNATURES: Readonly<Record<string, number>> = {
  HS256: 43,
  HS384: 64,
  HS512: 86,
  ES256: 86,
  ES384: 128,
  ES512: 176,
  EdDSA: 86,
};

const damaged = (claims: Readonly<Record<string, unknown>>): Verdict => ({
  confidence: "low",
  validity: "malformed",
  facts: jwtFacts({}, claims),
  reasons: ["the claims parse, the header does not: changed or an example"],
});

const CLAIMS = ["iss", "sub", "aud", "azp", "role", "ref"];

/** Only claims that name an owner or a time; `exp` and `iat` as ISO 8601. */
const jwtFacts = (head: Readonly<Record<string, unknown>>, claims: Readonly<Record<string, unknown>>): Facts => {
  const facts: Record<string, string> = {};
  for (const name of ["alg", "kid"]) copyText(facts, head, name);
  for (const name of CLAIMS) copyText(facts, claims, name);
  for (const name of ["iat", "exp"]) {
    const time = isoTime(claims[name]);
    if (time !== undefined) facts[name] = time;
  }
  return { ...facts, ...serviceAccount(claims) };
};

/** Kubernetes: flat claims in tokens without expiry, an object in bound ones (https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/). */
const serviceAccount = (claims: Readonly<Record<string, unknown>>): Facts => {
  const bound = asObject(claims["kubernetes.io"]);
  const flat = (name: string): unknown => claims[`kubernetes.io/serviceaccount/${name}`];
  return publicFacts({
    namespace: bound?.namespace ?? flat("namespace"),
    serviceAccount: asObject(bound?.serviceaccount)?.name ?? flat("service-account.name"),
    secret: flat("secret.name"),
    pod: asObject(bound?.pod)?.name,
  });
};

const copyText = (facts: Record<string, string>, from: Readonly<Record<string, unknown>>, name: string): void => {
  const value = Array.isArray(from[name]) ? from[name].join(" ") : from[name];
  if (typeof value === "string" && value !== "") facts[name] = value.slice(0, 200);
};

import { createPrivateKey, type KeyObject } from "node:crypto";
import { isPlaceholder } from "../placeholder.ts";
import { looksRandom } from "../value-model.ts";
import { parseObject } from "./json.ts";
import { malformed, parsedKey } from "./private-key.ts";
import type { Structure } from "./structure.ts";

/** The object around a type of JSON Web Key (RFC 7517, RFC 7518 6), if it has `d`; the same key as PEM is the same secret. */
export const jwk: Structure = ({ text, span: kty }) => {
  const span = { start: Math.max(0, text.lastIndexOf("{", kty.start)), end: text.indexOf("}", kty.end) + 1 };
  const written = text.slice(span.start, span.end);
  const fields = parseObject(written);
  const { d, kid } = fields ?? {};
  if (fields === undefined || typeof d !== "string" || isPlaceholder(d)) return { reject: "no private key" };
  const key = readKey(fields);
  // RFC 7518 6.3.2: the primes may be left out, without which Node reads no RSA key.
  const isWhole = key !== undefined || fields.p !== undefined || fields.kty !== "RSA" || !looksRandom(d);
  const verdict = isWhole
    ? ((key && parsedKey(key, "JWK")) ?? malformed("JWK"))
    : { identity: d, facts: { format: "JWK" }, reasons: ["holds the private exponent of an RSA key"] };
  const keyId = typeof kid === "string" && /^[\w.:/@-]{1,80}$/.test(kid) ? { keyId: kid } : {};
  return { ...verdict, written, span, facts: { ...verdict.facts, ...keyId } };
};

const readKey = (fields: Readonly<Record<string, unknown>>): KeyObject | undefined => {
  try {
    return createPrivateKey({ key: fields, format: "jwk" });
  } catch {
    return undefined;
  }
};

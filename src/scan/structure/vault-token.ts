import { publicFacts } from "./public-facts.ts";
import type { Structure } from "./structure.ts";

const KINDS: Readonly<Record<string, string>> = {
  hvs: "service",
  hvb: "batch",
  hvr: "recovery",
  s: "service",
  b: "batch",
  r: "recovery",
};

/**
 * The prefix is the kind; those of one letter are older than Vault 1.10. A second dot stands before the id of a namespace
 * (https://developer.hashicorp.com/vault/docs/concepts/tokens).
 */
export const vaultToken: Structure = ({ value }) => {
  const [prefix = "", body = "", outside] = value.split(".");
  const kind = KINDS[prefix] ?? "unknown";
  const signed = readSigned(Buffer.from(body, "base64url"));
  const namespace = outside ?? signed?.split(".")[2];
  return {
    ...(signed === undefined ? {} : { confidence: "high" }),
    facts: publicFacts({ kind, namespace }),
    reasons: [signed === undefined ? `format of a Vault ${kind} token` : `decodes to a signed Vault ${kind} token`],
  };
};

/** Protobuf fields 1 to 3 of SignedToken: version 1, an HMAC of 32 bytes, the token; its first field is the random part (vault/tokens/token.proto). */
const SIGNED = Buffer.from([0x08, 0x01, 0x12, 0x20]);
const HMAC_BYTES = 32;
const TOKEN_FIELD = 0x1a;
const RANDOM_FIELD = 0x0a;

/** The text of the random part, `hvs.<24>` or `hvs.<24>.<namespace>`. */
const readSigned = (bytes: Buffer): string | undefined => {
  if (!bytes.subarray(0, SIGNED.length).equals(SIGNED)) return undefined;
  const [field, , inner, length = 0] = bytes.subarray(SIGNED.length + HMAC_BYTES);
  if (field !== TOKEN_FIELD || inner !== RANDOM_FIELD) return undefined;
  const start = SIGNED.length + HMAC_BYTES + 4;
  const random = bytes.toString("latin1", start, start + length);
  return random.length === length && /^[\w.]+$/.test(random) ? random : undefined;
};

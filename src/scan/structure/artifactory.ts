import { readBase58 } from "./base58-check.ts";
import { isoTime, publicFacts } from "./public-facts.ts";
import type { Structure } from "./structure.ts";

const KEY_BYTES = 54;

/** Reference tokens are base64 of `reftkn:<version>:<expiry or zeros>:<secret>` (secret-types.md 4b). */
export const artifactoryReference: Structure = ({ value }) => {
  const text = Buffer.from(value, "base64").toString("latin1");
  const [, expiry] = /^reftkn:\d{1,3}:(\d{10}):[A-Za-z0-9]+$/.exec(text) ?? [];
  if (expiry === undefined)
    return { confidence: "low", validity: "malformed", reasons: ["does not decode to a token: likely an example"] };
  return {
    confidence: "high",
    facts: publicFacts({ expiresAt: isoTime(Number(expiry)) }),
    reasons: ["decodes to a reference token"],
  };
};

/** API keys are 54 bytes in base58. */
export const artifactoryKey: Structure = ({ value }) =>
  readBase58(value)?.length === KEY_BYTES
    ? { confidence: "high", reasons: ["decodes to an API key"] }
    : { confidence: "low", validity: "malformed", reasons: ["does not decode to a key: likely an example"] };

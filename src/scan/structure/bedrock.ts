import { readFields } from "./address-fields.ts";
import { awsAccount } from "./aws-key-id.ts";
import { canaryAccount } from "./canary.ts";
import { isoTime, publicFacts } from "./public-facts.ts";
import { signingTime } from "./signed-url.ts";
import type { Structure, Verdict } from "./structure.ts";

const malformed: Verdict = {
  confidence: "low",
  validity: "malformed",
  reasons: ["does not decode to a Bedrock key: likely an example"],
};

/** `ABSK` and base64 of `<user>-at-<account>:<secret>` (secret-types.md 4a). */
export const bedrock: Structure = ({ value }) => {
  const text = Buffer.from(value.slice("ABSK".length), "base64").toString("latin1");
  const [, user, account] = /^(BedrockAPIKey-[\w-]{1,60}?)(?:-at-(\d{12}))?:/.exec(text) ?? [];
  if (user === undefined) return malformed;
  const canary = canaryAccount(account);
  return {
    ...canary,
    confidence: "high",
    facts: { ...publicFacts({ user, account }), ...canary?.facts },
    reasons: ["decodes to a Bedrock API key", ...(canary?.reasons ?? [])],
  };
};

/** `bedrock-api-key-` and base64 of a signed address, good for the time it says. */
export const bedrockShort: Structure = ({ value }) => {
  const text = Buffer.from(value.slice("bedrock-api-key-".length), "base64").toString("latin1");
  const fields = readFields(text);
  const [keyId = "", , region] = (fields.get("x-amz-credential") ?? "").split("/");
  const signed = signingTime(fields.get("x-amz-date") ?? "");
  if (!text.startsWith("bedrock.") || signed === undefined) return malformed;
  return {
    confidence: "high",
    facts: publicFacts({
      region,
      account: awsAccount(keyId),
      expiresAt: isoTime(signed + Number(fields.get("x-amz-expires"))),
    }),
    reasons: ["decodes to a signed Bedrock address"],
  };
};

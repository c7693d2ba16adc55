import { awsAccount } from "./aws-key-id.ts";
import { isoTime, publicFacts } from "./public-facts.ts";
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
  return { confidence: "high", facts: publicFacts({ user, account }), reasons: ["decodes to a Bedrock API key"] };
};

/** `bedrock-api-key-` and base64 of a signed address, good for the time it says. */
export const bedrockShort: Structure = ({ value }) => {
  const text = Buffer.from(value.slice("bedrock-api-key-".length), "base64").toString("latin1");
  const field = (name: string): string =>
    decodeURIComponent(new RegExp(`X-Amz-${name}=((?:%2F|[\\w/-]){1,200})`, "i").exec(text)?.[1] ?? "");
  const [keyId = "", , region] = field("Credential").split("/");
  const signed = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(field("Date"));
  if (!text.startsWith("bedrock.") || signed === null) return malformed;
  const [year, month, day, hour, minute, second] = signed.slice(1).map(Number) as [number, ...number[]];
  const at = Date.UTC(year, (month ?? 1) - 1, day, hour, minute, second) / 1000;
  return {
    confidence: "high",
    facts: publicFacts({ region, account: awsAccount(keyId), expiresAt: isoTime(at + Number(field("Expires"))) }),
    reasons: ["decodes to a signed Bedrock address"],
  };
};

import { awsAccount } from "./aws-key-id.ts";
import { publicFacts } from "./public-facts.ts";
import type { Structure } from "./structure.ts";

const KEY_ID = /(?<![A-Za-z0-9])ASIA[A-Z2-7]{16}(?![A-Za-z0-9])/;
const REGION = /[a-z]{2}(?:-(?:gov|iso[a-z]?))?-(?:north|south|east|west|central){1,2}-\d/;

/** Session tokens begin with version bytes, then `origin_ec` and the region in clear; the account is that of the key id beside. */
export const awsSessionToken: Structure = ({ value, text }) => {
  const head = Buffer.from(value.slice(0, 120), "base64").toString("latin1");
  const [keyId = ""] = KEY_ID.exec(text) ?? [];
  const [region] = head.includes("origin_ec") ? (REGION.exec(head) ?? []) : [];
  return {
    facts: publicFacts({ region, account: awsAccount(keyId) }),
    reasons: [head.includes("origin_ec") ? "decodes to an AWS session token" : "starts as an AWS session token"],
  };
};

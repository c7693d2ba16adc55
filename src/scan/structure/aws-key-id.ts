import { canaryAccount } from "./canary.ts";
import type { Structure } from "./structure.ts";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const KINDS: Readonly<Record<string, string>> = {
  AKIA: "user access key",
  ASIA: "temporary (STS)",
  ABIA: "STS service bearer token",
  ACCA: "context-specific credential",
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
export const awsKeyId: Structure = ({ value }) => {
  const account = awsAccount(value);
  const canary = canaryAccount(account);
  const facts = { kind: KINDS[value.slice(0, 4)] ?? "unknown", ...(account === undefined ? {} : { account }) };
  const format = account === undefined ? "format of an AWS key id" : "format of an AWS key id, account decoded";
  return {
    ...canary,
    facts: { ...facts, ...canary?.facts },
    reasons: [format, ...(canary?.reasons ?? [])],
    ...(value.endsWith("EXAMPLE") ? { known: "test" as const } : {}),
  };
};

/**
 * The 12-digit account in a key id: 40 bits after the first one of the decoded characters 5 to 20. Ids with `I` or
 * `J` as fifth character were made before accounts were encoded; a number of 13 digits is no account either.
 */
export const awsAccount = (id: string): string | undefined => {
  if (!/^[A-Z]{4}[A-HK-Z2-7][A-Z2-7]{15}$/.test(id)) return undefined;
  let bits = 0n;
  for (const char of id.slice(4, 14)) bits = (bits << 5n) | BigInt(BASE32.indexOf(char));
  const account = (((bits >> 2n) & 0x7fffffffff80n) >> 7n).toString().padStart(12, "0");
  return account.length === 12 ? account : undefined;
};

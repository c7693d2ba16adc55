import { shannonEntropy } from "../entropy.ts";
import type { Candidate } from "../match.ts";
import { awsAccount } from "./aws-key-id.ts";
import type { Structure } from "./structure.ts";

const KEY_ID = /(?<![A-Za-z0-9])A[KS]IA[A-Z2-7]{16}(?![A-Za-z0-9])/g;

/** Forty base64 characters are also what a hash or a path looks like: without a name they must look random. */
export const awsSecret: Structure = (candidate) => {
  const { value, groups } = candidate;
  const named = groups.name !== undefined;
  if (/^[0-9a-f]{40}$/i.test(value)) return { reject: "forty hex digits are a hash" };
  if (value.endsWith("EXAMPLEKEY")) return { known: "test", reasons: ["ends in EXAMPLEKEY"] };
  if (shannonEntropy(value) < (named ? 3.2 : 4) || (!named && !isMixed(value))) return { reject: "not random" };
  const accounts = accountsNearby(candidate);
  const [account] = accounts;
  return {
    ...(named || accounts.some((one) => one !== undefined) ? {} : { confidence: "medium" }),
    facts: account === undefined || accounts.length > 1 ? {} : { account },
    reasons: [named ? "name says AWS secret key" : "next to an AWS key id"],
  };
};

const isMixed = (value: string): boolean =>
  /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value) && (value.match(/\//g)?.length ?? 0) <= 4;

/** Each once; undefined for a key id that does not tell. Of several profiles in one file the pairing says which one it is. */
const accountsNearby = ({ text }: Candidate): readonly (string | undefined)[] => [
  ...new Set((text.match(KEY_ID) ?? []).map(awsAccount)),
];

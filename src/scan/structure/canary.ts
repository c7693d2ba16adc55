import type { Structure, Verdict } from "./structure.ts";

/**
 * AWS accounts that exist to hold canary tokens: those of canarytokens.org, and those of programs made after it. Public
 * facts, as TruffleHog documents them (pkg/detectors/aws/access_keys/canary.go).
 */
const CANARYTOKENS_ACCOUNTS = new Set(
  "052310077262 171436882533 266735846894 534261010715 595918472158 717712589309 730335385048 819147034852 893192397702 992382622183".split(
    " ",
  ),
);
const OTHER_ACCOUNTS = new Set(
  "044858866125 251535659677 344043088457 351906852752 390477818340 426127672474 427150556519 439872796651 445142720921 465867158099 637958123769 693412236332 732624840810 735421457923 959235150393 982842642351".split(
    " ",
  ),
);

/** Hosts that canarytokens.org hands out: https://docs.canarytokens.org/guide/ */
const HOST = /(?:^|\.)canarytokens\.(?:com|org|net)$/i;

const REASON = "canary token: using it alerts somebody";
const CANARY: Verdict = { severity: "low", facts: { canary: true }, reasons: [REASON] };

/** What to add to a verdict when nobody works with the credential but its owner waits for whoever tries it. */
export const canaryAccount = (account: string | undefined): Verdict | undefined => {
  if (account === undefined) return undefined;
  if (CANARYTOKENS_ACCOUNTS.has(account)) return { ...CANARY, facts: { canary: true, canaryOf: "canarytokens.org" } };
  return OTHER_ACCOUNTS.has(account) ? CANARY : undefined;
};

/** An address that was handed out. */
export const canary: Structure = () => CANARY;

export const canaryHost = (host: unknown): Verdict | undefined =>
  typeof host === "string" && HOST.test(host) ? CANARY : undefined;

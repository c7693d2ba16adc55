import type { Facts } from "../domain/finding.ts";
import { openHash } from "../scan/fingerprint.ts";
import type { Store } from "../store/store.ts";
import { caseKeyAtHand } from "./case-key-at-hand.ts";

/**
 * Tokens of GitHub, random enough that their plain hash tells nothing. GitHub's audit log names them by it
 * (`hashed_token`, secret-types.md 4b): base64 of SHA-256.
 */
const HASHED: readonly string[] = [
  "github-personal-access-token",
  "github-oauth-token",
  "github-user-token",
  "github-installation-token",
  "github-installation-token-long",
  "github-refresh-token",
  "github-fine-grained-token",
];

interface Sealed {
  readonly fingerprint: string;
  readonly sealedHash: string;
  readonly ruleId: string;
  readonly confidence: string;
}

/** The fact `hashedToken` of a secret, when it is such a token and the key of the case is at hand; else nothing. */
export function hashTokens(store: Pick<Store, "findKey">): (secret: Sealed) => Facts {
  const key = caseKeyAtHand(store);
  return ({ fingerprint, sealedHash, ruleId, confidence }) => {
    if (key === undefined || sealedHash === "" || confidence === "low" || !HASHED.includes(ruleId)) return {};
    return { hashedToken: Buffer.from(openHash({ key, fingerprint, sealedHash }), "hex").toString("base64") };
  };
}

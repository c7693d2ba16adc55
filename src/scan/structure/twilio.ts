import { publicFacts } from "./public-facts.ts";
import type { Structure } from "./structure.ts";

const ACCOUNT = /(?<![A-Za-z0-9])AC[0-9a-f]{32}(?![A-Za-z0-9])/;

/** The account SID is no secret, and stands beside most keys and tokens. */
export const twilio: Structure = ({ text }) => {
  const [account] = ACCOUNT.exec(text) ?? [];
  return {
    facts: publicFacts({ account }),
    reasons: [account === undefined ? "format of a Twilio credential" : "next to a Twilio account"],
  };
};

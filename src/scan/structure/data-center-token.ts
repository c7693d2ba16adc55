import type { Structure } from "./structure.ts";

/** Personal tokens of Jira, Confluence and Bitbucket Data Center: base64 of `<number>:<random>`, some behind `BBDC-`. */
export const dataCenterToken: Structure = ({ value }) => {
  const text = Buffer.from(value.replace(/^BBDC-/, ""), "base64").toString("latin1");
  const [, tokenId] = /^(\d{10,13}):/.exec(text) ?? [];
  return tokenId === undefined
    ? { confidence: "low", validity: "malformed", reasons: ["holds no id: likely an example"] }
    : { confidence: "high", facts: { tokenId }, reasons: ["decodes to the id of a token"] };
};

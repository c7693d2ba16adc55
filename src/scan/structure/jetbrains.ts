import { publicFacts } from "./public-facts.ts";
import type { Structure } from "./structure.ts";

/** `perm:<user>.<name>.<secret>`, the first two in base64 (https://www.jetbrains.com/help/youtrack/server/manage-permanent-token.html). */
export const jetbrains: Structure = ({ value }) => {
  const [user, tokenName] = value
    .replace(/^perm[:-]/, "")
    .split(".")
    .slice(0, 2)
    .map((part) => Buffer.from(part.replaceAll("=", ""), "base64").toString("latin1"));
  return { facts: publicFacts({ user, tokenName }), reasons: ["format of a JetBrains token"] };
};

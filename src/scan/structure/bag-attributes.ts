import type { Facts } from "../../domain/finding.ts";
import { publicFacts } from "./public-facts.ts";

const LINES = String.raw`(?:[ \t][^\r\n]*\r?\n)*`;
/** What `openssl pkcs12` prints before a block. */
const BEFORE = new RegExp(String.raw`Bag Attributes\r?\n${LINES}(?:Key Attributes[^\r\n]*\r?\n)?$`);
/** What the decoders of keystores write behind it. */
const AFTER = new RegExp(String.raw`^\r?\nKeystore Attributes\r?\n${LINES}`);

/** The name of a key in its keystore, `friendlyName: tomcat`, and whether anybody can open that. */
export const bagAttributes = (
  before: string,
  after: string,
): { readonly facts: Facts; readonly reasons: readonly string[] } => {
  const [block = ""] = AFTER.exec(after) ?? BEFORE.exec(before) ?? [];
  const [, alias] = /^[ \t]+friendlyName: ([^\r\n]+)/m.exec(block) ?? [];
  const opened = /^[ \t]+protection: default password$/m.test(block);
  return {
    facts: publicFacts({ alias, ...(opened ? { keystorePassword: "a default password" } : {}) }),
    reasons: opened ? ["its keystore opens with a password that everybody knows"] : [],
  };
};

import type { Facts } from "../../domain/finding.ts";
import { publicFacts } from "./public-facts.ts";

/** What `openssl pkcs12` prints before a block, `friendlyName: tomcat`, and what the decoders of keystores add. */
export const bagAttributes = (before: string): { readonly facts: Facts; readonly reasons: readonly string[] } => {
  const [block = ""] = /Bag Attributes\r?\n(?:[ \t][^\r\n]*\r?\n)*(?:Key Attributes[^\r\n]*\r?\n)?$/.exec(before) ?? [];
  const [, alias] = /^[ \t]+friendlyName: ([^\r\n]+)/m.exec(block) ?? [];
  const opened = /^[ \t]+protection: default password$/m.test(block);
  return {
    facts: publicFacts({ alias, ...(opened ? { keystorePassword: "a default password" } : {}) }),
    reasons: opened ? ["its keystore opens with a password that everybody knows"] : [],
  };
};

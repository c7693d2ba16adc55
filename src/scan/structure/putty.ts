import { sshFingerprint } from "./public-key-facts.ts";
import type { Structure } from "./structure.ts";

/** PuTTY key files, versions 2 and 3 (https://the.earth.li/~sgtatham/putty/0.83/htmldoc/AppendixC.html). */
export const putty: Structure = ({ value }) => {
  const [, type] = /^PuTTY-User-Key-File-[23]: ([\w@.-]+)/.exec(value) ?? [];
  const [, encryption] = /\nEncryption: ([\w-]+)/.exec(value) ?? [];
  const [, lines] = /\nPublic-Lines: \d+\r?\n((?:[A-Za-z0-9+/=]+\r?\n)+)/.exec(value) ?? [];
  if (type === undefined || encryption === undefined) return { reject: "no PuTTY key file" };
  const blob = lines === undefined ? undefined : Buffer.from(lines, "base64");
  return {
    facts: {
      format: "PuTTY",
      type,
      encrypted: encryption !== "none",
      ...(blob === undefined ? {} : { sshFingerprint: sshFingerprint(blob) }),
    },
    reasons: [encryption === "none" ? "PuTTY private key" : "encrypted PuTTY private key"],
  };
};

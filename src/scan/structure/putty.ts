import { createHash, createHmac } from "node:crypto";
import { publicFacts } from "./public-facts.ts";
import { sshFingerprint } from "./public-key-facts.ts";
import { createSshReader, sshField } from "./ssh-reader.ts";
import type { Structure } from "./structure.ts";

/** PuTTY key files, versions 2 and 3 (https://the.earth.li/~sgtatham/putty/0.83/htmldoc/AppendixC.html). */
export const putty: Structure = ({ value }) => {
  const [, version, type] = /^PuTTY-User-Key-File-([23]): ([\w@.-]+)/.exec(value) ?? [];
  const [, encryption] = /\nEncryption: ([\w-]+)/.exec(value) ?? [];
  const [, comment = ""] = /\nComment: ([^\r\n]*)/.exec(value) ?? [];
  const blob = lines(value, "Public");
  if (type === undefined || encryption === undefined || blob === undefined) return { reject: "no PuTTY key file" };
  const encrypted = encryption !== "none";
  const facts = {
    format: "PuTTY",
    type,
    encrypted,
    sshFingerprint: sshFingerprint(blob),
    ...publicFacts({ comment, ...(encrypted ? { cipher: encryption } : {}) }),
  };
  const whole =
    createSshReader(blob).field()?.toString("latin1") === type &&
    (encrypted || hasMac(value, { version, fields: [type, encryption, comment, blob] }));
  if (!whole)
    return {
      confidence: "low",
      validity: "malformed",
      facts,
      reasons: ["does not parse as a key: likely an example or cut"],
    };
  return { facts, reasons: [encrypted ? "encrypted PuTTY private key" : "parses as a PuTTY private key"] };
};

/** The MAC covers everything above it; without a passphrase its key is known to all. */
const hasMac = (
  value: string,
  { version, fields }: { readonly version: string | undefined; readonly fields: readonly (string | Buffer)[] },
): boolean => {
  const secret = lines(value, "Private");
  const [, mac = ""] = /\nPrivate-MAC: ([0-9a-f]+)/.exec(value) ?? [];
  if (secret === undefined) return false;
  const hmac =
    version === "3"
      ? createHmac("sha256", "")
      : createHmac("sha1", createHash("sha1").update("putty-private-key-file-mac-key").digest());
  for (const field of [...fields, secret])
    hmac.update(sshField(typeof field === "string" ? Buffer.from(field, "latin1") : field));
  return hmac.digest("hex") === mac;
};

const lines = (value: string, half: "Public" | "Private"): Buffer | undefined => {
  const [, text] = new RegExp(`\\n${half}-Lines: \\d+\\r?\\n((?:[A-Za-z0-9+/=]+\\r?\\n)+)`).exec(value) ?? [];
  return text === undefined ? undefined : Buffer.from(text, "base64");
};

import { readOpenSshSecret } from "./openssh-secret.ts";
import { publicFacts } from "./public-facts.ts";
import { sshFingerprint } from "./public-key-facts.ts";
import { createSshReader } from "./ssh-reader.ts";
import type { Verdict } from "./structure.ts";

const MAGIC = "openssh-key-v1\0";

/** https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key; undefined when the key does not parse. */
export const readOpenSsh = (bytes: Buffer): Verdict | undefined => {
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) return undefined;
  const reader = createSshReader(bytes, MAGIC.length);
  const cipher = reader.field()?.toString("latin1");
  const kdf = reader.field()?.toString("latin1");
  reader.field();
  const count = reader.number();
  const blob = reader.field();
  const section = reader.field();
  if (cipher === undefined || count === undefined || blob === undefined || section === undefined) return undefined;
  const type = createSshReader(blob).field()?.toString("latin1") ?? "";
  if (!/^[a-z0-9@.-]{4,60}$/.test(type)) return undefined;
  const facts = { format: "OpenSSH", type, ...rsaBits(blob), sshFingerprint: sshFingerprint(blob) };
  if (cipher !== "none")
    return {
      facts: { ...facts, encrypted: true, ...publicFacts({ cipher, kdf }) },
      reasons: ["encrypted OpenSSH private key"],
    };
  const secret = readOpenSshSecret(section);
  if (secret === undefined) return undefined;
  return {
    facts: { ...facts, encrypted: false, ...publicFacts({ comment: secret.comment }) },
    reasons: ["parses as an OpenSSH private key"],
  };
};

const rsaBits = (blob: Buffer): { readonly bits?: number } => {
  const reader = createSshReader(blob);
  if (reader.field()?.toString("latin1") !== "ssh-rsa") return {};
  reader.field();
  const modulus = reader.field();
  const first = modulus?.findIndex((byte) => byte !== 0) ?? -1;
  if (modulus === undefined || first < 0) return {};
  return { bits: (modulus.length - first) * 8 - Math.clz32(modulus[first] ?? 0) + 24 };
};

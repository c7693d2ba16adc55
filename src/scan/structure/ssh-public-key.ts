import { publicFacts } from "./public-facts.ts";
import { sshFingerprint } from "./public-key-facts.ts";
import { createSshReader } from "./ssh-reader.ts";
import type { Structure } from "./structure.ts";

/** The types that sshd(8) writes. Their names stand in the blob, too. */
const TYPE = /^(?:ssh-(?:rsa|ed25519)|ecdsa-sha2-nistp(?:256|384|521))$/;

/** A line of `authorized_keys`, `known_hosts` or `id_*.pub`: told with the private key of the same fingerprint. */
export const sshPublicKey: Structure = ({ value, groups, document }) => {
  const blob = Buffer.from(value, "base64");
  const reader = createSshReader(blob);
  if (!TYPE.test(reader.field()?.toString("latin1") ?? "") || reader.field() === undefined)
    return { reject: "does not parse as an SSH key" };
  return {
    facts: {
      sshFingerprint: sshFingerprint(blob),
      ...publicFacts({ publicKeyComment: groups.comment?.trim() }),
      ...(/(?:^|\/)authorized_keys2?$/.test(document.path) ? { authorizes: true } : {}),
    },
  };
};

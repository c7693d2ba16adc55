import type { Secret } from "../domain/rotation.ts";
import { sshFingerprint } from "../scan/structure/public-key-facts.ts";
import { singles } from "./subjects.ts";
import type { Answer, Places, Subject, Verifier } from "./verifier.ts";

/**
 * A private key opens what lists its public half. The lists are files that a person has at hand: nothing is sent. Servers
 * are not asked, for that would need a client of SSH.
 */
export const ssh: Verifier = {
  id: "ssh",
  title: "SSH (authorized_keys files)",
  traces: "none: files of this machine are read",
  needsValue: false,
  subjects: (secrets) =>
    singles(secrets.filter(hasFingerprint), [
      "ssh-private-key",
      "private-key",
      "private-key-base64",
      "putty-private-key",
    ]),
  requests: (_, { authorizedKeys }) => {
    if (authorizedKeys.size === 0) return { obstacle: "--authorized-keys FILE names lists of keys that are let in" };
    return [...authorizedKeys.keys()].map((name) => ({ method: "COMPARE", url: name, headers: {} }));
  },
  verify: async ({ subject, places }) => compare(subject, places),
};

const hasFingerprint = ({ facts }: Secret): boolean => typeof facts.sshFingerprint === "string";

function compare({ facts }: Subject, { authorizedKeys }: Places): Answer {
  for (const [name, text] of authorizedKeys)
    for (const [index, line] of text.split("\n").entries())
      if (fingerprintOf(line) === facts.sshFingerprint)
        return { status: "active", reason: `line ${index + 1} lets the key in`, endpoint: name };
  return {
    status: "unknown",
    reason: "no line of these files lets the key in; other machines may",
    endpoint: [...authorizedKeys.keys()].join(", "),
  };
}

/** Options may stand before the type (sshd(8), AUTHORIZED_KEYS FILE FORMAT). */
function fingerprintOf(line: string): string | undefined {
  if (line.startsWith("#")) return undefined;
  const [, blob] = /(?:^|\s)(?:ssh-|ecdsa-sha2-|sk-)\S+\s+(AAAA[A-Za-z0-9+/]+={0,3})(?:\s|$)/.exec(line) ?? [];
  return blob === undefined ? undefined : sshFingerprint(Buffer.from(blob, "base64"));
}

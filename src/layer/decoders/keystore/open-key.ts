import { createPrivateKey } from "node:crypto";
import type { Inside } from "../decoder.ts";
import { BYTES_PER_ROUND, passwordsFor } from "./default-passwords.ts";
import { type DerElement, integer, oid, readDer, SEQUENCE, within } from "./der.ts";

/**
 * The PKCS#8 form of an encrypted one (RFC 5958, RFC 7292 B) that opens with a default password. The work is charged to
 * the container.
 */
export const openKey = (encrypted: Uint8Array, inside: Inside): Uint8Array | undefined => {
  const rounds = encrypted.length > LARGEST ? undefined : roundsOf(encrypted);
  if (rounds === undefined) return undefined;
  for (const passphrase of passwordsFor(rounds)) {
    inside.charge(rounds * BYTES_PER_ROUND);
    const opened = attempt(encrypted, passphrase);
    if (opened !== undefined) return opened;
  }
  return undefined;
};

/** RSA of 8,192 bits has 4,700 bytes; of a DSA key OpenSSL makes the public half, in a time that grows with its third power. */
const LARGEST = 5000;

const attempt = (encrypted: Uint8Array, passphrase: string): Uint8Array | undefined => {
  try {
    const key = createPrivateKey({ key: Buffer.from(encrypted), format: "der", type: "pkcs8", passphrase });
    return key.export({ format: "der", type: "pkcs8" });
  } catch {
    return undefined;
  }
};

/** What the algorithm asks for, in rounds of a key derivation; undefined: it names no number. */
const roundsOf = (encrypted: Uint8Array): number | undefined => {
  const [algorithm] = within(readDer(encrypted), SEQUENCE);
  return costOf(within(algorithm, SEQUENCE), 0) || undefined;
};

/** RFC 7914, 7: N, r and p stand behind the salt. */
const SCRYPT = "2b06010401da47040b";

/** The largest number of PBKDF2 or of PKCS#12, which is its rounds; of scrypt, whose work is N * r * p, the product. */
const costOf = (elements: readonly DerElement[], depth: number): number => {
  const [kind, parameters] = elements;
  if (oid(kind) === SCRYPT)
    return within(parameters, SEQUENCE)
      .slice(1, 4)
      .reduce((cost, element) => cost * (integer(element) ?? 1), 1);
  return elements.reduce(
    (most, element) =>
      Math.max(most, integer(element) ?? (depth > 6 ? 0 : costOf(within(element, SEQUENCE), depth + 1))),
    0,
  );
};

import { createPrivateKey } from "node:crypto";
import type { Inside } from "../decoder.ts";
import { BYTES_PER_ROUND, passwordsFor } from "./default-passwords.ts";
import { elementsOf, integer, readDer, SEQUENCE, within } from "./der.ts";

/**
 * The PKCS#8 form of an encrypted one (RFC 5958, RFC 7292 B) that opens with a default password. The work is charged to
 * the container.
 */
export const openKey = (encrypted: Uint8Array, inside: Inside): Uint8Array | undefined => {
  const rounds = roundsOf(encrypted);
  if (rounds === undefined) return undefined;
  for (const passphrase of passwordsFor(rounds)) {
    inside.charge(rounds * BYTES_PER_ROUND);
    const opened = attempt(encrypted, passphrase);
    if (opened !== undefined) return opened;
  }
  return undefined;
};

const attempt = (encrypted: Uint8Array, passphrase: string): Uint8Array | undefined => {
  try {
    const key = createPrivateKey({ key: Buffer.from(encrypted), format: "der", type: "pkcs8", passphrase });
    return key.export({ format: "der", type: "pkcs8" });
  } catch {
    return undefined;
  }
};

/** The largest number in the parameters of the algorithm: rounds of PBKDF2 or of PKCS#12; scrypt's cost comes out as too much, or as what it is. */
const roundsOf = (encrypted: Uint8Array): number | undefined => {
  const [algorithm] = within(readDer(encrypted), SEQUENCE);
  if (algorithm === undefined) return undefined;
  const numbers = numbersIn(algorithm.content, 0);
  return numbers.length === 0 ? undefined : Math.max(...numbers);
};

const numbersIn = (content: Uint8Array, depth: number): readonly number[] =>
  depth > 6
    ? []
    : elementsOf(content).flatMap((element) => {
        const number = integer(element);
        if (number !== undefined) return [number];
        return element.tag === SEQUENCE ? numbersIn(element.content, depth + 1) : [];
      });

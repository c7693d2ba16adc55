import { createDecipheriv, createHash } from "node:crypto";
import type { Inside } from "../decoder.ts";
import { BYTES_PER_ROUND, passwordsFor } from "./default-passwords.ts";
import { type DerElement, integer, octets, oid, readDer, SEQUENCE, within } from "./der.ts";

/** Identifiers of Sun for the protection of keys: sun.security.provider.KeyProtector, com.sun.crypto.provider.KeyProtector of OpenJDK. */
const JKS_PROTECTION = "2b060104012a02110101";
const JCEKS_PROTECTION = "2b060104012a021301";

const SHA1_BYTES = 20;
/** What a try costs besides its rounds. */
const BYTES_PER_TRY = 4096;

/** The PKCS#8 form of a key in a JKS or JCEKS keystore that opens with a default password. */
export const openJavaKey = (encrypted: Uint8Array, inside: Inside): Uint8Array | undefined => {
  const [algorithm, data] = within(readDer(encrypted), SEQUENCE);
  const [kind, parameters] = within(algorithm, SEQUENCE);
  const bytes = octets(data);
  const open = bytes === undefined ? undefined : opener(oid(kind), parameters);
  if (bytes === undefined || open === undefined) return undefined;
  for (const password of passwordsFor(open.rounds)) {
    inside.charge(BYTES_PER_TRY + bytes.length + open.rounds * BYTES_PER_ROUND);
    const key = open.attempt(bytes, password);
    if (key !== undefined) return key;
  }
  return undefined;
};

interface Opener {
  readonly rounds: number;
  attempt(bytes: Uint8Array, password: string): Uint8Array | undefined;
}

const opener = (kind: string, parameters: DerElement | undefined): Opener | undefined => {
  if (kind === JKS_PROTECTION) return { rounds: 0, attempt: openJks };
  if (kind !== JCEKS_PROTECTION) return undefined;
  const [saltOctets, roundsNumber] = within(parameters, SEQUENCE);
  const [salt, rounds] = [octets(saltOctets), integer(roundsNumber)];
  if (salt?.length !== 8 || rounds === undefined) return undefined;
  return { rounds: rounds * 2, attempt: (bytes, password) => openJceks(bytes, { salt, rounds, password }) };
};

/** Salt, key XOR a chain of SHA-1, and SHA-1 over password and key. */
const openJks = (bytes: Uint8Array, password: string): Uint8Array | undefined => {
  const length = bytes.length - 2 * SHA1_BYTES;
  if (length <= 0) return undefined;
  const secret = Buffer.from(password, "utf16le").swap16();
  const key = Buffer.from(bytes.subarray(SHA1_BYTES, SHA1_BYTES + length));
  let pad: Uint8Array = bytes.subarray(0, SHA1_BYTES);
  for (let at = 0; at < length; at += SHA1_BYTES) {
    pad = createHash("sha1").update(secret).update(pad).digest();
    for (let byte = at; byte < Math.min(at + SHA1_BYTES, length); byte++)
      key[byte] = (key[byte] as number) ^ (pad[byte - at] as number);
  }
  const check = createHash("sha1").update(secret).update(key).digest();
  return check.equals(bytes.subarray(SHA1_BYTES + length)) ? key : undefined;
};

/** PBEWithMD5AndTripleDES of com.sun.crypto.provider.PBES1Core: each half of the salt is hashed to one half of key and vector. */
const openJceks = (
  bytes: Uint8Array,
  { salt, rounds, password }: { readonly salt: Uint8Array; readonly rounds: number; readonly password: string },
): Uint8Array | undefined => {
  const halves = [Buffer.from(salt.subarray(0, 4)), Buffer.from(salt.subarray(4))] as const;
  if (halves[0].equals(halves[1])) halves[0].reverse();
  const derived = Buffer.concat(
    halves.map((half) => {
      let hash: Buffer = half;
      for (let round = 0; round < rounds; round++) hash = createHash("md5").update(hash).update(password).digest();
      return hash;
    }),
  );
  try {
    const decipher = createDecipheriv("des-ede3-cbc", derived.subarray(0, 24), derived.subarray(24));
    const key = Buffer.concat([decipher.update(bytes), decipher.final()]);
    return within(readDer(key), SEQUENCE).length >= 3 ? key : undefined;
  } catch {
    return undefined;
  }
};

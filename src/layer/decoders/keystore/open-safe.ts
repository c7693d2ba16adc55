import { createDecipheriv, createHash, pbkdf2Sync } from "node:crypto";
import type { Inside } from "../decoder.ts";
import { BYTES_PER_ROUND, passwordsFor } from "./default-passwords.ts";
import { type DerElement, integer, octets, oid, readDer, SEQUENCE, within } from "./der.ts";

/** RFC 8018 A.4, B.1, B.2; RFC 7292 C. */
const PBES2 = "2a864886f70d01050d";
const PBKDF2 = "2a864886f70d01050c";
const SHA1_TRIPLE_DES = "2a864886f70d010c0103";
const HASHES: Readonly<Record<string, string>> = {
  "2a864886f70d0207": "sha1",
  "2a864886f70d0209": "sha256",
  "2a864886f70d020a": "sha384",
  "2a864886f70d020b": "sha512",
};
const CIPHERS: Readonly<Record<string, { readonly name: string; readonly keyBytes: number }>> = {
  "60864801650304012a": { name: "aes-256-cbc", keyBytes: 32 },
  "608648016503040116": { name: "aes-192-cbc", keyBytes: 24 },
  "608648016503040102": { name: "aes-128-cbc", keyBytes: 16 },
  "2a864886f70d0307": { name: "des-ede3-cbc", keyBytes: 24 },
};

/** How a password becomes key and initialisation vector. */
interface Scheme {
  readonly cipher: string;
  readonly rounds: number;
  derive(password: string): { readonly key: Uint8Array; readonly iv: Uint8Array };
}

/** The SafeContents in an EncryptedData (RFC 5652 8) that a default password opens. */
export const openSafe = (encryptedData: DerElement | undefined, inside: Inside): Uint8Array | undefined => {
  const [, info] = within(encryptedData, SEQUENCE);
  const [, algorithm, content] = within(info, SEQUENCE);
  const bytes = content === undefined ? undefined : contentOf(content);
  const scheme = schemeOf(algorithm);
  if (bytes === undefined || scheme === undefined) return undefined;
  for (const password of passwordsFor(scheme.rounds)) {
    inside.charge(scheme.rounds * BYTES_PER_ROUND);
    const opened = decrypt(bytes, { scheme, password });
    // A wrong password leaves a padding that fits once in 256 times: what comes out must be a sequence, too.
    if (opened !== undefined && within(readDer(opened), SEQUENCE).length > 0) return opened;
  }
  return undefined;
};

/** `[0] IMPLICIT OCTET STRING`, in one piece or several. */
const contentOf = ({ tag, content, bytes }: DerElement): Uint8Array | undefined =>
  tag === 0x80 ? content : tag === 0xa0 ? octets({ tag: 0x24, content, bytes }) : undefined;

const decrypt = (
  bytes: Uint8Array,
  { scheme, password }: { readonly scheme: Scheme; readonly password: string },
): Uint8Array | undefined => {
  try {
    const { key, iv } = scheme.derive(password);
    const decipher = createDecipheriv(scheme.cipher, key, iv);
    return Buffer.concat([decipher.update(bytes), decipher.final()]);
  } catch {
    return undefined;
  }
};

const schemeOf = (algorithm: DerElement | undefined): Scheme | undefined => {
  const [kind, parameters] = within(algorithm, SEQUENCE);
  if (oid(kind) === PBES2) return pbes2(parameters);
  return oid(kind) === SHA1_TRIPLE_DES ? tripleDes(parameters) : undefined;
};

const pbes2 = (parameters: DerElement | undefined): Scheme | undefined => {
  const [derivation, encryption] = within(parameters, SEQUENCE);
  const [kdf, kdfParameters] = within(derivation, SEQUENCE);
  const [saltOctets, roundsNumber, ...options] = within(kdfParameters, SEQUENCE);
  const [salt, rounds] = [octets(saltOctets), integer(roundsNumber)];
  const hash = HASHES[oid(within(options.at(-1), SEQUENCE)[0])] ?? "sha1";
  const [cipherId, vector] = within(encryption, SEQUENCE);
  const [cipher, iv] = [CIPHERS[oid(cipherId)], octets(vector)];
  if (oid(kdf) !== PBKDF2 || salt === undefined || rounds === undefined || cipher === undefined || iv === undefined)
    return undefined;
  return {
    cipher: cipher.name,
    rounds,
    derive: (password) => ({ key: pbkdf2Sync(password, salt, rounds, cipher.keyBytes, hash), iv }),
  };
};

const tripleDes = (parameters: DerElement | undefined): Scheme | undefined => {
  const [saltOctets, roundsNumber] = within(parameters, SEQUENCE);
  const [salt, rounds] = [octets(saltOctets), integer(roundsNumber)];
  if (salt === undefined || rounds === undefined || salt.length === 0) return undefined;
  const derive = (password: string) => {
    const part = (id: number, length: number) => pkcs12Key({ id, length, salt, rounds, password });
    return { key: part(1, 24), iv: part(2, 8) };
  };
  return { cipher: "des-ede3-cbc", rounds, derive };
};

interface Pkcs12Key {
  /** 1: key, 2: initialisation vector. */
  readonly id: number;
  readonly length: number;
  readonly salt: Uint8Array;
  readonly rounds: number;
  readonly password: string;
}

/** Block of SHA-1, in bytes. */
const BLOCK = 64;

/** RFC 7292 B.2 with SHA-1. */
const pkcs12Key = ({ id, length, salt, rounds, password }: Pkcs12Key): Uint8Array => {
  const blocks = Buffer.concat([repeated(salt), repeated(Buffer.from(`${password}\0`, "utf16le").swap16())]);
  const key: Buffer[] = [];
  for (let made = 0; made < length; made += 20) {
    let hash = createHash("sha1").update(Buffer.alloc(BLOCK, id)).update(blocks).digest();
    for (let round = 1; round < rounds; round++) hash = createHash("sha1").update(hash).digest();
    key.push(hash);
    addToEach(blocks, repeated(hash));
  }
  return Buffer.concat(key).subarray(0, length);
};

const repeated = (bytes: Uint8Array): Buffer => {
  const length = Math.ceil(bytes.length / BLOCK) * BLOCK;
  return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, bytes);
};

/** Each block of `blocks` becomes itself + `added` + 1, as big-endian numbers. */
const addToEach = (blocks: Buffer, added: Buffer): void => {
  for (let start = 0; start < blocks.length; start += BLOCK) {
    let carry = 1;
    for (let at = BLOCK - 1; at >= 0; at--) {
      carry += (blocks[start + at] as number) + (added[at] as number);
      blocks[start + at] = carry & 255;
      carry >>= 8;
    }
  }
};

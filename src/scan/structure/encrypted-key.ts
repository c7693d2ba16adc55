import type { PemBlock } from "./pem.ts";
import { publicFacts } from "./public-facts.ts";
import type { Verdict } from "./structure.ts";

const SEQUENCE = 0x30;

/** Ciphers and key derivations of RFC 8018, as their identifiers stand in DER. */
const CIPHERS: Readonly<Record<string, string>> = {
  "060960864801650304012a": "AES-256-CBC",
  "0609608648016503040116": "AES-192-CBC",
  "0609608648016503040102": "AES-128-CBC",
  "06082a864886f70d0307": "DES-EDE3-CBC",
  "060a2a864886f70d010c0103": "DES-EDE3-CBC",
};
const KDFS: Readonly<Record<string, string>> = {
  "06092a864886f70d01050c": "PBKDF2",
  "06092b06010401da470406": "scrypt",
  "06092b06010401da47040b": "scrypt",
};
const ALGORITHMS = 256;

/** PKCS#8 `ENCRYPTED PRIVATE KEY`, and the older form with `DEK-Info`: nobody but its owner can read more. */
export const encryptedKey = (block: PemBlock, bytes: Buffer): Verdict | undefined => {
  const [, written] = /DEK-Info: ?([\w-]{3,40})/.exec(block.headers.join("\n")) ?? [];
  if (written === undefined && !isWholeSequence(bytes)) return undefined;
  const head = bytes.subarray(0, ALGORITHMS).toString("hex");
  return {
    facts: {
      format: "PEM",
      encrypted: true,
      ...publicFacts({ cipher: written ?? find(CIPHERS, head), kdf: written === undefined ? find(KDFS, head) : "MD5" }),
    },
    reasons: ["encrypted private key"],
  };
};

const find = (names: Readonly<Record<string, string>>, hex: string): string | undefined =>
  Object.entries(names).find(([identifier]) => hex.includes(identifier))?.[1];

/** DER: one sequence that is as long as it says. */
const isWholeSequence = (bytes: Buffer): boolean => {
  const first = bytes[1] ?? 0;
  if (bytes[0] !== SEQUENCE) return false;
  if (first < 128) return bytes.length === first + 2;
  const size = first & 127;
  return size >= 1 && size <= 4 && bytes.length >= 2 + size && bytes.length === bytes.readUIntBE(2, size) + 2 + size;
};

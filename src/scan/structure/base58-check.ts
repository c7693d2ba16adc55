import { createHash } from "node:crypto";
import { checksumVerdict, type Structure } from "./structure.ts";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Base58Check, as in Tezos keys and Bitcoin's WIF. The last four bytes are the start of SHA-256 twice over the rest. */
export const base58Check: Structure = ({ value }) => {
  const bytes = readBase58(value);
  return checksumVerdict(bytes !== undefined && hasBase58Checksum(bytes));
};

export const hasBase58Checksum = (bytes: Buffer): boolean => {
  if (bytes.length < 5) return false;
  const hash = sha256(sha256(bytes.subarray(0, -4)));
  return hash.subarray(0, 4).equals(bytes.subarray(-4));
};

/** Undefined when a character is not in the alphabet. A leading `1` is a zero byte. */
export const readBase58 = (text: string): Buffer | undefined => {
  let number = 0n;
  for (const char of text) {
    const digit = ALPHABET.indexOf(char);
    if (digit < 0) return undefined;
    number = number * 58n + BigInt(digit);
  }
  const hex = number === 0n ? "" : number.toString(16);
  const zeros = Buffer.alloc(/^1*/.exec(text)?.[0].length ?? 0);
  return Buffer.concat([zeros, Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex")]);
};

const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

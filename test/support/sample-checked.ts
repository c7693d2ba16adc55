import { createHash } from "node:crypto";
import { base32 } from "../../src/scan/structure/base32.ts";
import { BIP39_WORDS } from "../../src/scan/structure/bip39-words.ts";
import { crc32 } from "../../src/scan/structure/crc32.ts";
import { ALPHABETS, bytes, type Random } from "./random.ts";

interface Place {
  readonly random: Random;
  /** `<mnemonic:24>`: the number of words. */
  readonly argument: string;
}

const sha256 = (data: Uint8Array): Buffer => createHash("sha256").update(data).digest();

/** BIP-39: entropy, a bit of its SHA-256 for each 32 bits, eleven bits a word. */
const mnemonic = ({ random, argument }: Place): string => {
  const words = Number(argument || 12);
  const entropy = bytes(random, (words / 3) * 4);
  const bits = [...entropy, sha256(entropy)[0] as number].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return Array.from(
    { length: words },
    (_word, at) => BIP39_WORDS[Number.parseInt(bits.slice(at * 11, at * 11 + 11), 2)],
  ).join(" ");
};

/** A compressed key of the main network. */
const wif = ({ random }: Place): string => {
  const body = Buffer.concat([Buffer.from([0x80]), bytes(random, 32), Buffer.from([1])]);
  return base58(Buffer.concat([body, sha256(sha256(body)).subarray(0, 4)]));
};

const base58 = (data: Buffer): string => {
  let text = "";
  for (let number = BigInt(`0x${data.toString("hex")}`); number > 0n; number /= 58n)
    text = (ALPHABETS.base58 as string).charAt(Number(number % 58n)) + text;
  return text;
};

/** Its checksum stands at four places, the lowest byte last. */
const azureDevopsPat = ({ random }: Place): string => {
  const body = bytes(random, 28);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((crc32(body.toString("latin1")) ^ 0xe0b9692d) >>> 0);
  const pieces = [body.subarray(0, 2), sum.subarray(0, 1), body.subarray(2, 6), sum.subarray(1, 3)];
  return base32(Buffer.concat([...pieces, body.subarray(6, 19), sum.subarray(3), body.subarray(19)])).toLowerCase();
};

/** Values that prove themselves by a checksum of their own. */
export const CHECKED: Readonly<Record<string, (place: Place) => string>> = {
  mnemonic,
  wif,
  "azure-devops-pat": azureDevopsPat,
};

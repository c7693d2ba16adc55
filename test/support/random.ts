import { createHash } from "node:crypto";

export const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = UPPER.toLowerCase();
export const DIGIT = "0123456789";
export const ALPHABETS: Readonly<Record<string, string>> = {
  alnum: DIGIT + UPPER + LOWER,
  base62: DIGIT + UPPER + LOWER,
  base58: "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
  hex: "0123456789abcdef",
  HEX: "0123456789ABCDEF",
  letters: UPPER + LOWER,
  lower: LOWER,
  upper: UPPER,
  digit: DIGIT,
  loweralnum: DIGIT + LOWER,
  upperalnum: DIGIT + UPPER,
  base32: `${UPPER}234567`,
  base32lower: `${LOWER}234567`,
  zbase32: "ybndrfg8ejkmcpqxot1uwisza345h769",
  b64: `${UPPER}${LOWER}${DIGIT}+/`,
  b64url: `${UPPER}${LOWER}${DIGIT}-_`,
};
const WORDS = ["orchid", "harbor", "walnut", "falcon", "meadow", "copper", "saddle", "violet", "cinder", "mantis"];

/** The next number in [0, 1). */
export type Random = () => number;

/** A stream of numbers in [0, 1) from SHA-256 in counter mode. */
export const seeded = (seed: string): Random => {
  let counter = 0;
  let block = Buffer.alloc(0);
  return () => {
    if (block.length < 4) block = createHash("sha256").update(`${seed}#${counter++}`).digest();
    const number = block.readUInt32BE(0);
    block = block.subarray(4);
    return number / 2 ** 32;
  };
};

/** At least one character of each kind that the alphabet has, as random values of this length nearly always do. */
export const pick = (random: Random, { alphabet, length }: { alphabet: string; length: number }): string => {
  const kinds = [DIGIT, UPPER, LOWER].filter((kind) => [...kind].some((char) => alphabet.includes(char)));
  for (;;) {
    const text = Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
    const mixed = length < 16 || kinds.every((kind) => [...kind].some((char) => text.includes(char)));
    if (mixed && !/(.)\1{3}/.test(text)) return text;
  }
};

export const bytes = (random: Random, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));

export const word = (random: Random): string => WORDS[Math.floor(random() * WORDS.length)] as string;

import { createHash } from "node:crypto";
import { BIP39_WORDS } from "./bip39-words.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

const NUMBERS: ReadonlyMap<string, number> = new Map(BIP39_WORDS.map((word, number) => [word, number]));
/** Words of a phrase, most first; three of them carry 32 bits of entropy and one of checksum (BIP-39). */
const LENGTHS = [24, 21, 18, 15, 12];
const BITS_OF_WORD = 11;

/**
 * A wallet's recovery phrase. The pattern takes every word of the line: the longest start of it whose checksum holds is
 * the phrase. Words that are not of the list are prose.
 */
export const mnemonic: Structure = ({ value, span }) => {
  const words = [...value.matchAll(/[a-z]+/gi)];
  const numbers = words.map(([word]) => NUMBERS.get(word.toLowerCase()));
  const foreign = numbers.indexOf(undefined);
  const known = numbers.slice(0, foreign < 0 ? numbers.length : foreign) as readonly number[];
  const fitting = LENGTHS.find((length) => length <= known.length && hasChecksum(known.slice(0, length)));
  const length = fitting ?? LENGTHS.find((least) => least <= known.length);
  if (length === undefined) return { reject: "the words are not those of a recovery phrase" };
  const last = words[length - 1];
  const end = span.start + (last?.index ?? 0) + (last?.[0].length ?? 0);
  return {
    ...checksumVerdict(fitting !== undefined, { words: length }),
    span: { start: span.start, end },
    identity: words
      .slice(0, length)
      .map(([word]) => word.toLowerCase())
      .join(" "),
    ...(known.slice(0, length - 1).every((number) => number === known[0]) ? { known: "test" as const } : {}),
  };
};

const hasChecksum = (numbers: readonly number[]): boolean => {
  const bits = numbers.map((number) => number.toString(2).padStart(BITS_OF_WORD, "0")).join("");
  const checksumBits = numbers.length / 3;
  const entropy = bits.slice(0, -checksumBits).match(/.{8}/g) ?? [];
  const [first = 0] = createHash("sha256")
    .update(Uint8Array.from(entropy, (byte) => Number.parseInt(byte, 2)))
    .digest();
  return first.toString(2).padStart(8, "0").slice(0, checksumBits) === bits.slice(-checksumBits);
};

import { checksumVerdict, type Structure } from "./structure.ts";

const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** BIP-173 text: age identities, Nostr and Sui keys. The last six characters are a BCH code over the prefix and the data. */
export const bech32: Structure = ({ value }) => {
  const text = value.toLowerCase();
  const at = text.lastIndexOf("1");
  const data = [...text.slice(at + 1)].map((char) => ALPHABET.indexOf(char));
  return checksumVerdict(!data.includes(-1) && polymod([...prefix(text.slice(0, at)), ...data]) === 1);
};

/** The six digits that make `prefix1data` valid. */
export const bech32Checksum = (name: string, data: string): string => {
  const digits = [...data].map((char) => ALPHABET.indexOf(char));
  const sum = polymod([...prefix(name), ...digits, 0, 0, 0, 0, 0, 0]) ^ 1;
  return [25, 20, 15, 10, 5, 0].map((shift) => ALPHABET[(sum >>> shift) & 31]).join("");
};

const prefix = (text: string): readonly number[] => [
  ...[...text].map((char) => char.charCodeAt(0) >> 5),
  0,
  ...[...text].map((char) => char.charCodeAt(0) & 31),
];

const polymod = (digits: readonly number[]): number => {
  let sum = 1;
  for (const digit of digits) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ digit;
    for (const [bit, term] of GENERATOR.entries()) if ((top >> bit) & 1) sum ^= term;
  }
  return sum;
};

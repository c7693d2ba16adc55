/** A way to write bytes in an alphabet: `chars` characters of `bits` bits are `bytes` bytes. */
export interface Radix {
  readonly name: "base64" | "hex";
  readonly bits: number;
  readonly chars: number;
  readonly bytes: number;
  /** Value of a character, -1 when it is none of the alphabet. */
  readonly values: Int8Array;
}

const valuesOf = (alphabets: readonly string[]): Int8Array => {
  const values = new Int8Array(256).fill(-1);
  for (const alphabet of alphabets)
    for (const [value, char] of [...alphabet].entries()) values[char.charCodeAt(0)] = value;
  return values;
};

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Both alphabets of RFC 4648, sections 4 and 5, also mixed. */
export const BASE64: Radix = {
  name: "base64",
  bits: 6,
  chars: 4,
  bytes: 3,
  values: valuesOf([`${LETTERS}+/`, `${LETTERS}-_`]),
};

export const HEX: Radix = {
  name: "hex",
  bits: 4,
  chars: 2,
  bytes: 1,
  values: valuesOf(["0123456789abcdef", "0123456789ABCDEF"]),
};

import { inflateRawSync } from "node:zlib";
import { TRIGRAM_TABLE } from "./trigram-table.ts";

/** Letters without their case, digits, seven signs, all other signs as one, and the start of a text. */
export const SYMBOLS = 45;
const OTHER = SYMBOLS - 2;
const START = SYMBOLS - 1;
const SIGNS = "-_./:+@";

/** Small letter, capital, digit, sign; the kinds of the last three characters, two bits each, are a history. */
const KINDS = { small: 0, capital: 1, digit: 2, sign: 3 } as const;
export const HISTORIES = 64;

/** What a symbol costs after two others, in whole bits up to 15, two in a byte. */
export const TRIGRAM_BYTES = Math.ceil(SYMBOLS ** 3 / 2);
/** Behind them: what a small letter and a capital cost after a history, in units of this part of a bit. */
export const CASE_UNIT = 1 / 16;

/** The symbol at `at`; before the text there is only its start. */
export const symbolAt = (text: string, at: number): number =>
  at < 0 ? START : (SYMBOL[text.charCodeAt(at) & 0xff] as number);

export const kindAt = (text: string, at: number): number =>
  at < 0 ? KINDS.sign : (KIND[text.charCodeAt(at) & 0xff] as number);

export const historyAt = (text: string, at: number): number =>
  (kindAt(text, at - 3) << 4) | (kindAt(text, at - 2) << 2) | kindAt(text, at - 1);

const CHARS = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
const SYMBOL = Uint8Array.from(CHARS, (char, code) => {
  if (/[a-z]/i.test(char)) return (code | 32) - 97;
  if (/[0-9]/.test(char)) return 26 + code - 48;
  return SIGNS.includes(char) ? 36 + SIGNS.indexOf(char) : OTHER;
});
const KIND = Uint8Array.from(CHARS, (char) => {
  if (/[0-9]/.test(char)) return KINDS.digit;
  return /[a-z]/.test(char) ? KINDS.small : /[A-Z]/.test(char) ? KINDS.capital : KINDS.sign;
});

/**
 * How much better noise explains a value than text does, in bits. Each run of letters and digits gives what it costs by
 * the trigrams of text (sources, settings and documentation of Debian packages: test/trigrams) less what it costs in the
 * smallest alphabet that has it all. Words, names and numbers have about 0, a random token has 1 to 4 a character.
 */
export const noise = (value: string, table = shipped()): number => {
  let bits = 0;
  for (let start = 0; start < value.length; ) {
    let end = start;
    while (end < value.length && kindAt(value, end) !== KINDS.sign) end++;
    if (end > start) bits += Math.max(0, runNoise(value, { start, end, table }));
    start = end + 1;
  }
  return bits;
};

/** To say which alphabet a run is in takes about so many bits: there are seven. */
const ALPHABET_COST = 2;
/**
 * So many letters and digits that change places this often (each third character, hex each fourth) are no word, whatever
 * the table says.
 */
const SHUFFLED = { length: 12, bitsEach: 1.25 };

interface Run {
  readonly start: number;
  readonly end: number;
  readonly table: Uint8Array;
}

const runNoise = (value: string, { start, end, table }: Run): number => {
  let cost = -ALPHABET_COST;
  let kinds = 0;
  let changes = 0;
  let isHex = true;
  for (let at = start; at < end; at++) {
    const kind = kindAt(value, at);
    cost += costAt(value, at, table);
    kinds |= 1 << kind;
    isHex &&= (value.charCodeAt(at) | 32) <= 102;
    if (at > start && (kind === KINDS.digit) !== (kindAt(value, at - 1) === KINDS.digit)) changes++;
  }
  if (kinds === 1 << KINDS.digit) return 0;
  const length = end - start;
  const size = isHex ? HEX_BITS[kinds] : ALPHABET_BITS[kinds];
  const bits = cost - length * (size as number);
  const shuffled = length >= SHUFFLED.length && changes >= length / (isHex ? 4 : 3);
  return shuffled ? Math.max(bits, length * SHUFFLED.bitsEach) : bits;
};

/** What a character costs after the two before it, in bits, whatever its case. */
export const symbolCost = (text: string, at: number, table = shipped()): number => {
  const cell = (symbolAt(text, at - 2) * SYMBOLS + symbolAt(text, at - 1)) * SYMBOLS + symbolAt(text, at);
  return ((table[cell >> 1] as number) >> ((cell & 1) << 2)) & 15;
};

/** Bits of a character of an alphabet with these kinds: small letters are 1, capitals 2, digits 4. */
const ALPHABET_BITS = [1, 26, 26, 52, 10, 36, 36, 62].map(Math.log2);
const HEX_BITS = [1, 6, 6, 12, 10, 16, 16, 22].map(Math.log2);

const costAt = (text: string, at: number, table: Uint8Array): number => {
  const cost = symbolCost(text, at, table);
  const kind = kindAt(text, at);
  if (kind > KINDS.capital) return cost;
  return cost + (table[TRIGRAM_BYTES + historyAt(text, at) * 2 + kind] as number) * CASE_UNIT;
};

export const unpackTable = (packed: string): Uint8Array => inflateRawSync(Buffer.from(packed, "base64"));

let unpacked: Uint8Array | undefined;
const shipped = (): Uint8Array => (unpacked ??= unpackTable(TRIGRAM_TABLE));

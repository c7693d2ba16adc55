import { type BitReader, createPrefixCode, DAMAGED, LONGEST, type PrefixCode } from "./bit-reader.ts";

/** Symbols per selector, as in bzip2 itself (BZ_G_SIZE). */
const GROUP = 50;

/** What a block holds before its last steps: the transform of Burrows and Wheeler, and repeats, are not undone yet. */
export interface Bzip2Block {
  readonly length: number;
  readonly origin: number;
}

/**
 * Reads the block at the bit reader, behind its magic and checksum, into `transformed`, which is as long as the level
 * allows. Throws `DAMAGED`, or what the bit reader throws.
 */
export const readBzip2Block = (bits: BitReader, transformed: Uint32Array): Bzip2Block => {
  // Randomised blocks were written by versions before 0.9.5 only.
  if (bits.bits(1) === 1) throw DAMAGED;
  const origin = bits.bits(24);
  const used = readUsed(bits);
  const { selectors, codes } = readCodes(bits, used.length + 2);
  const length = readSymbols(bits, { used, selectors, codes, transformed });
  if (origin >= length) throw DAMAGED;
  return { length, origin };
};

/** The bytes that occur, in order: a map of maps of 16 bits. */
const readUsed = (bits: BitReader): Uint8Array => {
  const used: number[] = [];
  const rows = bits.bits(16);
  for (let row = 0; row < 16; row++) {
    const columns = (rows & (0x8000 >> row)) === 0 ? 0 : bits.bits(16);
    for (let column = 0; column < 16; column++) if ((columns & (0x8000 >> column)) !== 0) used.push(row * 16 + column);
  }
  if (used.length === 0) throw DAMAGED;
  return Uint8Array.from(used);
};

interface Codes {
  /** Which code is that of each group of symbols. */
  readonly selectors: Uint8Array;
  readonly codes: readonly PrefixCode[];
}

const readCodes = (bits: BitReader, symbols: number): Codes => {
  const count = bits.bits(3);
  const selectors = new Uint8Array(bits.bits(15));
  if (count < 2 || count > 6 || selectors.length === 0) throw DAMAGED;
  const recent = Array.from({ length: count }, (_, n) => n);
  for (let n = 0; n < selectors.length; n++) {
    let place = 0;
    while (bits.bits(1) === 1) if (++place >= count) throw DAMAGED;
    const [selector = 0] = recent.splice(place, 1);
    recent.unshift(selector);
    selectors[n] = selector;
  }
  return { selectors, codes: Array.from({ length: count }, () => createPrefixCode(readLengths(bits, symbols))) };
};

/** Each is told by its difference from the one before. */
const readLengths = (bits: BitReader, symbols: number): readonly number[] => {
  let length = bits.bits(5);
  return Array.from({ length: symbols }, () => {
    while (bits.bits(1) === 1) length += bits.bits(1) === 0 ? 1 : -1;
    if (length < 1 || length > LONGEST) throw DAMAGED;
    return length;
  });
};

interface Symbols extends Codes {
  readonly used: Uint8Array;
  readonly transformed: Uint32Array;
}

/** Symbols 0 and 1 are digits of a number of repeats, the last is the end, others are places in a list of recent bytes. */
const readSymbols = (bits: BitReader, { used, selectors, codes, transformed }: Symbols): number => {
  const recent = Uint8Array.from(used);
  const end = used.length + 1;
  let length = 0;
  let repeats = 0;
  let digit = 1;
  const repeat = (): void => {
    if (length + repeats > transformed.length) throw DAMAGED;
    transformed.fill(recent[0] ?? 0, length, length + repeats);
    length += repeats;
    repeats = 0;
    digit = 1;
  };
  for (const selector of selectors) {
    const code = codes[selector];
    if (code === undefined) throw DAMAGED;
    for (let n = 0; n < GROUP; n++) {
      const symbol = bits.symbol(code);
      if (symbol <= 1) {
        repeats += digit << symbol;
        digit *= 2;
        if (repeats > transformed.length) throw DAMAGED;
        continue;
      }
      if (repeats > 0) repeat();
      if (symbol === end) return length;
      if (length >= transformed.length) throw DAMAGED;
      const byte = recent[symbol - 1] ?? 0;
      recent.copyWithin(1, 0, symbol - 1);
      recent[0] = byte;
      transformed[length++] = byte;
    }
  }
  throw DAMAGED;
};

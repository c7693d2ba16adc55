/** Bits of a piece of memory, the highest of each byte first. */
export interface BitReader {
  /** The next `count` bits, at most 24, as a number. Throws `OUT_OF_BITS` at the end of the memory. */
  bits(count: number): number;
  /** The next symbol of a code. */
  symbol(code: PrefixCode): number;
  /** Bits taken from the start of the memory. */
  position(): number;
}

/** A canonical prefix code. */
export interface PrefixCode {
  readonly shortest: number;
  /** By length: the first code of that length or more that is not in use, moved up to `LONGEST` bits. */
  readonly limits: Uint32Array;
  /** By length: what to subtract from a code to get its place in `symbols`. */
  readonly bases: Int32Array;
  readonly symbols: Uint16Array;
}

export const LONGEST = 20;
export const OUT_OF_BITS = new Error("the data ends early");
export const DAMAGED = new Error("the data is damaged");

export const createBitReader = (bytes: Uint8Array, start: number): BitReader => {
  let at = start >> 3;
  let held = 0;
  let count = 0;
  /** Of the last byte of memory there may be bits that do not exist: they are counted by `position`, and zero. */
  const fill = (): void => {
    held = ((held << 8) | (bytes[at++] ?? 0)) >>> 0;
    count += 8;
  };
  const drop = (dropped: number): void => {
    count -= dropped;
    held &= (1 << count) - 1;
    if (at * 8 - count > bytes.length * 8) throw OUT_OF_BITS;
  };
  const bits = (wanted: number): number => {
    while (count < wanted) fill();
    const value = held >>> (count - wanted);
    drop(wanted);
    return value;
  };
  bits(start & 7);
  return {
    bits,
    symbol: ({ shortest, limits, bases, symbols }) => {
      while (count < LONGEST) fill();
      const code = held >>> (count - LONGEST);
      let length = shortest;
      while (length <= LONGEST && code >= (limits[length] ?? 0)) length++;
      if (length > LONGEST) throw DAMAGED;
      drop(length);
      const symbol = symbols[(code >>> (LONGEST - length)) - (bases[length] ?? 0)];
      if (symbol === undefined) throw DAMAGED;
      return symbol;
    },
    position: () => at * 8 - count,
  };
};

/** `lengths`: of the code of each symbol, from 1 to `LONGEST`. */
export const createPrefixCode = (lengths: readonly number[]): PrefixCode => {
  const limits = new Uint32Array(LONGEST + 1);
  const bases = new Int32Array(LONGEST + 1);
  const symbols: number[] = [];
  let code = 0;
  for (let length = 1; length <= LONGEST; length++) {
    bases[length] = code - symbols.length;
    for (const [symbol, its] of lengths.entries()) {
      if (its !== length) continue;
      symbols.push(symbol);
      code++;
    }
    limits[length] = Math.min(code * 2 ** (LONGEST - length), 2 ** LONGEST);
    code *= 2;
  }
  return { shortest: Math.min(...lengths), limits, bases, symbols: Uint16Array.from(symbols) };
};

/** A block of LZ4 (lz4_Block_format.md): sequences of literals and of copies from what was unpacked before. */
export interface Lz4Block {
  readonly packed: Uint8Array;
  /** What was unpacked before stands in it, up to `at`; the block goes behind that. */
  readonly into: Uint8Array;
  readonly at: number;
  /** How far it may be filled. */
  readonly end: number;
}

const SHORTEST_COPY = 4;
/** A length that goes on in the next byte; one below it does not. */
const [MORE_IN_TOKEN, MORE_IN_BYTE] = [15, 255];

/** Where what was unpacked ends; -1: the block is damaged, or holds more than there is room for. */
export const unpackLz4Block = ({ packed, into, at, end }: Lz4Block): number => {
  let from = 0;
  let to = at;
  const length = (nibble: number): number => {
    let sum = nibble;
    if (nibble === MORE_IN_TOKEN)
      for (let more = MORE_IN_BYTE; more === MORE_IN_BYTE && from < packed.length; sum += more)
        more = packed[from++] as number;
    return sum;
  };
  while (from < packed.length) {
    const token = packed[from++] as number;
    const literals = length(token >>> 4);
    if (from + literals > packed.length || to + literals > end) return -1;
    into.set(packed.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    // The last sequence has no copy.
    if (from === packed.length) return to;
    if (from + 2 > packed.length) return -1;
    const distance = (packed[from] as number) | ((packed[from + 1] as number) << 8);
    from += 2;
    const count = length(token & 15) + SHORTEST_COPY;
    if (distance === 0 || distance > to || to + count > end) return -1;
    copyBack(into, { to, distance, count });
    to += count;
  }
  return -1;
};

/** A copy may reach into what it writes: then it repeats itself. */
const copyBack = (
  into: Uint8Array,
  { to, distance, count }: { readonly to: number; readonly distance: number; readonly count: number },
): void => {
  if (count <= 16) for (let n = 0; n < count; n++) into[to + n] = into[to + n - distance] as number;
  else
    for (let done = 0; done < count; ) {
      // What is there repeats with the same period: each turn doubles it.
      const step = Math.min(distance + done, count - done);
      into.copyWithin(to + done, to - distance, to - distance + step);
      done += step;
    }
};

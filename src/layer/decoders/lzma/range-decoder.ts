/** Reads bits whose probabilities are learned (LZMA specification, Igor Pavlov, 2015, "Range Decoder"). */
export interface RangeDecoder {
  /** Goes on with these bytes, which begin behind the last one that was used. */
  feed(bytes: Uint8Array): void;
  /** Bytes used of those; more than there are when they were too few. */
  used(): number;
  /** Takes the five bytes that the data begins with; false when they are not as they should be. */
  begin(): boolean;
  bit(model: Uint16Array, at: number): number;
  /** Bits of equal probability. */
  direct(count: number): number;
  /** A number of `count` bits, the highest first; its models stand from `start` on. */
  tree(model: Uint16Array, start: number, count: number): number;
  /** The same, the lowest bit first. */
  reverseTree(model: Uint16Array, start: number, count: number): number;
}

const EVEN = 1024;
const TOTAL = 2048;
const TOP = 2 ** 24;

export const createRangeDecoder = (): RangeDecoder => {
  let bytes: Uint8Array = new Uint8Array(0);
  let at = 0;
  let range = 0xffffffff;
  let code = 0;
  const grow = (): void => {
    range = (range << 8) >>> 0;
    code = ((code << 8) | (bytes[at++] ?? 0)) >>> 0;
  };
  const bit = (model: Uint16Array, index: number): number => {
    const chance = model[index] ?? EVEN;
    const bound = (range >>> 11) * chance;
    const isZero = code < bound;
    if (isZero) {
      range = bound;
      model[index] = chance + ((TOTAL - chance) >> 5);
    } else {
      range -= bound;
      code -= bound;
      model[index] = chance - (chance >> 5);
    }
    if (range < TOP) grow();
    return isZero ? 0 : 1;
  };
  return {
    feed: (next) => {
      bytes = next;
      at = 0;
    },
    used: () => at,
    begin: () => {
      const first = bytes[at++];
      for (let n = 0; n < 4; n++) code = ((code << 8) | (bytes[at++] ?? 0)) >>> 0;
      return first === 0;
    },
    bit,
    direct: (count) => {
      let value = 0;
      for (let n = 0; n < count; n++) {
        range >>>= 1;
        const isOne = code >= range;
        if (isOne) code -= range;
        value = value * 2 + (isOne ? 1 : 0);
        if (range < TOP) grow();
      }
      return value;
    },
    ...createTrees(bit),
  };
};

const createTrees = (bit: RangeDecoder["bit"]): Pick<RangeDecoder, "tree" | "reverseTree"> => ({
  tree: (model, start, count) => {
    let node = 1;
    for (let n = 0; n < count; n++) node = node * 2 + bit(model, start + node);
    return node - (1 << count);
  },
  reverseTree: (model, start, count) => {
    let node = 1;
    let value = 0;
    for (let n = 0; n < count; n++) {
      const one = bit(model, start + node);
      node = node * 2 + one;
      value |= one << n;
    }
    return value;
  },
});

/** Probabilities that nothing is known of. */
export const createModels = (count: number): Uint16Array => new Uint16Array(count).fill(EVEN);

import { createModels, type RangeDecoder } from "./range-decoder.ts";

/** How far back matches stand (LZMA specification, "DecodeDistance"). */
export const createDistances = (range: RangeDecoder) => {
  const [slots, special, low] = [createModels(4 * 64), createModels(128), createModels(16)];
  return {
    /** `length`: of the match, less the shortest. */
    read: (length: number): number => {
      const slot = range.tree(slots, Math.min(length, 3) * 64, 6);
      if (slot < 4) return slot;
      const bits = (slot >> 1) - 1;
      const base = (2 | (slot & 1)) * 2 ** bits;
      if (slot < 14) return base + range.reverseTree(special, base - slot, bits);
      return base + range.direct(bits - 4) * 16 + range.reverseTree(low, 0, 4);
    },
  };
};

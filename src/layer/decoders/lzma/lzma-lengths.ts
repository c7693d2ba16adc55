import { createModels, type RangeDecoder } from "./range-decoder.ts";

/** Lengths of matches, less the shortest (LZMA specification, "LenDecoder"): 0 to 271. */
export const createLengths = (range: RangeDecoder) => {
  const [choices, low, mid, high] = [2, 16 * 8, 16 * 8, 256].map(createModels) as [Models, Models, Models, Models];
  return {
    read: (position: number): number => {
      if (range.bit(choices, 0) === 0) return range.tree(low, position * 8, 3);
      return range.bit(choices, 1) === 0 ? 8 + range.tree(mid, position * 8, 3) : 16 + range.tree(high, 0, 8);
    },
  };
};

type Models = Uint16Array;

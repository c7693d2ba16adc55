import type { LzmaProperties } from "./lzma-properties.ts";
import type { LzmaWindow } from "./lzma-window.ts";
import { createModels, type RangeDecoder } from "./range-decoder.ts";

interface Data {
  readonly range: RangeDecoder;
  readonly window: LzmaWindow;
  readonly properties: LzmaProperties;
}

const MODELS = 0x300;

/** Single bytes (LZMA specification, "DecodeLiteral"). */
export const createLiterals = ({ range, window, properties: { literalContext, literalPosition } }: Data) => {
  const mask = (1 << literalPosition) - 1;
  const models = createModels(MODELS << (literalContext + literalPosition));
  /** As far as the bits are those of the expected byte, they are learned beside them. */
  const beside = (start: number, expected: number): number => {
    let symbol = 1;
    for (let bit = 7; bit >= 0; bit--) {
      const hoped = (expected >> bit) & 1;
      const found = range.bit(models, start + ((1 + hoped) << 8) + symbol);
      symbol = symbol * 2 + found;
      if (found !== hoped) break;
    }
    return symbol;
  };
  return {
    /** `expected`: the byte that stands where the last match would have gone on. */
    read: (expected: number | undefined): void => {
      const context = ((window.total() & mask) << literalContext) + (window.at(0) >> (8 - literalContext));
      const start = MODELS * context;
      let symbol = expected === undefined ? 1 : beside(start, expected);
      while (symbol < 0x100) symbol = symbol * 2 + range.bit(models, start + symbol);
      window.put(symbol & 0xff);
    },
  };
};

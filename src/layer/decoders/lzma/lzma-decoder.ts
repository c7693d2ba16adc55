import { createDistances } from "./lzma-distances.ts";
import { createLengths } from "./lzma-lengths.ts";
import { createLiterals } from "./lzma-literals.ts";
import type { LzmaProperties } from "./lzma-properties.ts";
import { FLUSH, type LzmaWindow } from "./lzma-window.ts";
import { createModels, type RangeDecoder } from "./range-decoder.ts";

/** `full`: the window is to be taken. `hungry`: there may be too few bytes for the next step. */
export type LzmaState = "full" | "hungry" | "ended" | "damaged";

/** No step takes more bytes (LZMA SDK, LZMA_REQUIRED_INPUT_MAX). */
const LONGEST_STEP = 20;
const SHORTEST_MATCH = 2;
const LONGEST_MATCH = 273;
const END_OF_DATA = 0xffffffff;
/** States of 12 by places of 16. */
const STATES = 12;
const PLACES = 16;

interface Data {
  readonly range: RangeDecoder;
  readonly window: LzmaWindow;
  readonly properties: LzmaProperties;
}

interface Input {
  /** That the range decoder was fed. */
  readonly bytes: number;
  readonly isLast: boolean;
  /** Bytes to unpack in all. */
  readonly most: number;
}

/** Unpacks LZMA data (LZMA specification, "LZMA decoding"), behind the first five bytes of it. */
export const createLzmaDecoder = (data: Data): { run(input: Input): LzmaState } => {
  const { range, window } = data;
  const step = createStep(data);
  return {
    run: ({ bytes, isLast, most }) => {
      const end = isLast ? bytes : bytes - LONGEST_STEP;
      for (const full = window.total() + FLUSH - LONGEST_MATCH; window.total() < full; ) {
        if (window.total() >= most) return "ended";
        if (range.used() > end) return "hungry";
        const ended = step();
        if (ended !== undefined) return ended;
      }
      return "full";
    },
  };
};

/** The next literal or match. */
const createStep = (data: Data): (() => "ended" | "damaged" | undefined) => {
  const { range, window, properties } = data;
  const mask = (1 << properties.position) - 1;
  const [isMatch, isRepeat] = [createModels(STATES * PLACES), createModels(STATES)];
  const [literals, distances, lengths] = [createLiterals(data), createDistances(range), createLengths(range)];
  const repeats = createRepeats(range);
  let state = 0;
  return () => {
    const place = window.total() & mask;
    if (range.bit(isMatch, state * PLACES + place) === 0) {
      literals.read(state < 7 ? undefined : window.at(repeats.last()));
      state = state < 4 ? 0 : state - (state < 10 ? 3 : 6);
      return undefined;
    }
    let length = 1;
    if (range.bit(isRepeat, state) === 1) {
      length = repeats.read(state, place);
      state = (length === 1 ? 9 : 8) + (state < 7 ? 0 : length === 1 ? 2 : 3);
    } else {
      length = lengths.read(place) + SHORTEST_MATCH;
      state = state < 7 ? 7 : 10;
      repeats.push(distances.read(length - SHORTEST_MATCH));
      if (repeats.last() === END_OF_DATA) return "ended";
    }
    return window.copy(repeats.last(), length) ? undefined : "damaged";
  };
};

/** The last four distances, and matches at one of them. */
const createRepeats = (range: RangeDecoder) => {
  const isLong = createModels(STATES * PLACES);
  const [isSecond, isThird, isFourth] = [createModels(STATES), createModels(STATES), createModels(STATES)];
  const lengths = createLengths(range);
  let [a, b, c, d] = [0, 0, 0, 0];
  return {
    last: () => a,
    push: (distance: number): void => {
      [a, b, c, d] = [distance, a, b, c];
    },
    /** The length; its distance is the last one then. 1: a single byte. */
    read: (state: number, place: number): number => {
      if (range.bit(isSecond, state) === 0) {
        if (range.bit(isLong, state * PLACES + place) === 0) return 1;
      } else if (range.bit(isThird, state) === 0) [a, b] = [b, a];
      else if (range.bit(isFourth, state) === 0) [a, b, c] = [c, a, b];
      else [a, b, c, d] = [d, a, b, c];
      return lengths.read(place) + SHORTEST_MATCH;
    },
  };
};

import { PERHAPS } from "./ahead-table.ts";

/** A set of positions that may come next. */
interface Reached {
  readonly set: readonly number[];
  readonly number: number;
  /** How likely text gets there. */
  likely: number;
  isFollowed: boolean;
}

interface ReachedStates {
  /** `PERHAPS` for one that text seldom gets to. */
  numberOf(set: readonly number[], likely: number): number;
  /** Of those that were not given yet. */
  likeliest(): Reached | undefined;
}

/** How likely a state is that is not followed. */
const SELDOM = 1e-5;

/** The states of a rule, numbered from `offset` on. */
export const createReached = (offset: number): ReachedStates => {
  const known = new Map<string, Reached>();
  const all: Reached[] = [];
  const add = (set: readonly number[]): Reached => {
    const state = { set, number: offset + all.length, likely: 0, isFollowed: false };
    all.push(state);
    known.set(set.join(), state);
    return state;
  };
  return {
    numberOf: (set, likely) => {
      const sorted = [...new Set(set)].sort((a, b) => a - b);
      const before = known.get(sorted.join());
      if (before === undefined && likely < SELDOM) return PERHAPS;
      const state = before ?? add(sorted);
      state.likely = Math.max(state.likely, likely);
      return state.number;
    },
    likeliest: () => {
      let best: Reached | undefined;
      for (const state of all) if (!state.isFollowed && state.likely > (best?.likely ?? 0)) best = state;
      if (best !== undefined) best.isFollowed = true;
      return best;
    },
  };
};

import type { Skip } from "../domain/finding.ts";

/** Losses told one by one; a blob can be made of nothing else. */
const LIMIT = 1000;

/** What was lost of a blob, at most a thousand times, and then how often. */
export interface SkipList {
  add(skip: Skip): void;
  all(): readonly Skip[];
}

export const createSkipList = (): SkipList => {
  const skips: Skip[] = [];
  let count = 0;
  return {
    add: (skip) => {
      count++;
      if (count <= LIMIT) skips.push(skip);
    },
    all: () => (count > LIMIT ? [...skips, { reason: `${count - LIMIT} more losses in this blob` }] : skips),
  };
};

import type { Skip } from "../domain/finding.ts";
import { createDecodingWork, type DecodingWork } from "./encoded/work.ts";
import type { Match } from "./match.ts";
import { createRuleBudget, type RuleBudget } from "./rule-budget.ts";
import { createRuleTally, type RuleTally } from "./rule-tally.ts";

/** What is counted and remembered of one document while it is scanned. Most leave no trace, so the next one takes it. */
export interface Desk {
  readonly tally: RuleTally;
  readonly work: DecodingWork;
  readonly budget: RuleBudget;
  /** Words that rules ask for anywhere in the document, as far as they were met. */
  readonly words: Set<string>;
  /** In text decoded from the document. */
  readonly decoded: Match[];
  keep(matches: readonly Match[]): void;
  skips(): readonly Skip[];
}

export interface Desks {
  take(): Desk;
  /** Clears it. */
  give(desk: Desk): void;
}

/** `now`: a clock in ms, for rules that are timed. */
export const createDesks = (now: (() => number) | undefined): Desks => {
  const free: Desk[] = [];
  return {
    take: () => free.pop() ?? createDesk(now),
    give: (desk) => {
      clear(desk);
      free.push(desk);
    },
  };
};

const createDesk = (now: (() => number) | undefined): Desk => {
  const tally = createRuleTally();
  const work = createDecodingWork();
  const budget = createRuleBudget(now);
  const decoded: Match[] = [];
  return {
    tally,
    work,
    budget,
    words: new Set(),
    decoded,
    keep: (matches) => {
      for (const match of matches) decoded.push(match);
    },
    skips: () => [...tally.skips(), ...budget.skips(), ...work.reasons().map((reason) => ({ reason }))],
  };
};

const clear = ({ tally, work, budget, words, decoded }: Desk): void => {
  tally.reset();
  work.reset();
  budget.reset();
  if (words.size > 0) words.clear();
  decoded.length = 0;
};

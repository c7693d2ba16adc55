/** One audit, as long as it took; those that only planned are none. Times are ISO 8601 in UTC. */
export interface RunSpan {
  readonly id: number;
  readonly startedAt: string;
  /** Of an interrupted one: when the next began, or now. */
  readonly endedAt: string;
  readonly finished: boolean;
}

/** The last audit that ended, or the last of all; and the one before it that ended. */
export function lastRuns<T extends RunSpan>(runs: readonly T[]): { readonly last?: T; readonly previous?: T } {
  const last = runs.findLast(({ finished }) => finished) ?? runs.at(-1);
  const previous = runs.findLast(({ id, finished }) => finished && id < (last?.id ?? 0));
  return { ...(last === undefined ? {} : { last }), ...(previous === undefined ? {} : { previous }) };
}

/** Number of the audit in which something was seen for the first time; 0: before all of them. */
export const runAt =
  (runs: readonly RunSpan[]): ((at: string) => number) =>
  (at) => {
    let [from, to] = [0, runs.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((runs[middle]?.startedAt ?? "") <= at) from = middle + 1;
      else to = middle;
    }
    return runs[from - 1]?.id ?? 0;
  };

/** Tells how long work on a source takes; it stands still while the source is waited for. */
export interface Stopwatch {
  /** The same items, with the time that each takes to come left out. */
  source<T>(items: AsyncIterable<T>): AsyncGenerator<T>;
  /** Milliseconds. */
  elapsed(): number;
}

/** `now`: milliseconds from any start. */
export const createStopwatch = (now: () => number): Stopwatch => {
  const started = now();
  let waited = 0;
  return {
    source: async function* (items) {
      let since = now();
      for await (const item of items) {
        waited += now() - since;
        yield item;
        since = now();
      }
      waited += now() - since;
    },
    elapsed: () => now() - started - waited,
  };
};

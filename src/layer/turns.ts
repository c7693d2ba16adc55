/** One at a time: what is too large to be held several times over. */
export interface Turns {
  /** Waits for its turn; the function that it gives ends it. */
  take(): Promise<() => void>;
}

export const createTurns = (): Turns => {
  let last = Promise.resolve();
  return {
    take: async () => {
      const before = last;
      let end = (): void => undefined;
      last = new Promise((resolve) => {
        end = resolve;
      });
      await before;
      return end;
    },
  };
};

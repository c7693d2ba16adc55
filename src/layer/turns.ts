/** One at a time for each key: whoever wants it waits until nobody has it any more. */
export interface Turns {
  /** Waits for its turn; the function that it gives ends it. */
  take(key: string): Promise<() => void>;
}

export const createTurns = (): Turns => {
  const taken = new Map<string, Promise<void>>();
  return {
    take: async (key) => {
      for (let other = taken.get(key); other !== undefined; other = taken.get(key)) await other;
      let end = (): void => undefined;
      taken.set(
        key,
        new Promise((resolve) => {
          end = resolve;
        }),
      );
      return () => {
        taken.delete(key);
        end();
      };
    },
  };
};

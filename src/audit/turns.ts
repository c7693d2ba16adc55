/** Keys under way: whoever wants the same one waits for its end, and then looks at what has become of it. */
export interface Turns {
  /** Resolves when nobody has the key any more, with the function that gives it back. */
  take(key: string): Promise<() => void>;
}

export function createTurns(): Turns {
  const taken = new Map<string, Promise<void>>();
  return {
    take: async (key) => {
      for (let other = taken.get(key); other !== undefined; other = taken.get(key)) await other;
      let end = (): void => undefined;
      taken.set(key, new Promise<void>((resolve) => (end = resolve)));
      return () => {
        taken.delete(key);
        end();
      };
    },
  };
}

/** Gives equal things the same number: that of their place in `all`. */
export interface Interned<T> {
  readonly all: readonly T[];
  numberOf(one: T): number;
}

/** `keyOf` says what makes two things equal. */
export function interned<T>(keyOf: (one: T) => unknown): Interned<T> {
  const numbers = new Map<unknown, number>();
  const all: T[] = [];
  return {
    all,
    numberOf: (one) => {
      const key = keyOf(one);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, all.length);
      return all.push(one) - 1;
    },
  };
}

/** A list whose entries are made whenever they are asked for, and not kept. */
export function madeLater<T, R>(of: readonly T[], make: (one: T) => R): readonly R[] {
  const list: R[] = [];
  for (const [index, one] of of.entries())
    Object.defineProperty(list, index, { enumerable: true, get: () => make(one) });
  return list;
}

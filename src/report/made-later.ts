/** A list whose entries are made whenever they are asked for, and not kept; one of these may be made of another. */
export function madeLater<T, R>(of: readonly T[], make: (one: T) => R): readonly R[] {
  const list: R[] = [];
  for (const index of of.keys())
    Object.defineProperty(list, index, { enumerable: true, get: () => make(of[index] as T) });
  return list;
}

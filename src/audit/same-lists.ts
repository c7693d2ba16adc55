/** So many different lists are looked through for an equal one. */
const LOOK_BACK = 16;

/** Gives one list for all that hold the same things: what many places share is in memory once. */
export function createSameLists<T>(): (list: readonly T[]) => readonly T[] {
  const kept: (readonly T[])[] = [];
  return (list) => {
    const known = kept.find((one) => one.length === list.length && one.every((thing, at) => thing === list[at]));
    if (known !== undefined) return known;
    kept.unshift(list);
    kept.length = Math.min(kept.length, LOOK_BACK);
    return list;
  };
}

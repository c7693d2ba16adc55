/** One after the other. */
export const inTurn = <T, R>(run: (item: T) => Promise<R>): ((item: T) => Promise<R>) => {
  let last: Promise<unknown> = Promise.resolve();
  return async (item) => {
    const next = last.then(async () => run(item));
    last = next.catch(() => undefined);
    return next;
  };
};

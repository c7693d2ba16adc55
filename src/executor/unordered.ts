export interface Unordered<T, R> {
  /** How many run at a time. */
  readonly limit: number;
  readonly run: (item: T, signal: AbortSignal) => Promise<R>;
}

/**
 * Runs a task for each item and yields results as they come, never pulling an item before there is room for it. The
 * first failure ends it after the tasks under way have settled.
 */
export async function* unordered<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  tasks: Unordered<T, R>,
  signal: AbortSignal,
): AsyncGenerator<R> {
  const iterator = toAsync(items);
  const running = new Set<Promise<void>>();
  const finished: R[] = [];
  let exhausted = false;
  try {
    while (!exhausted || running.size > 0 || finished.length > 0) {
      while (!exhausted && running.size < tasks.limit && finished.length === 0) {
        signal.throwIfAborted();
        const next = await iterator.next();
        if (next.done) exhausted = true;
        else
          track(
            running,
            tasks.run(next.value, signal).then((result) => void finished.push(result)),
          );
      }
      if (finished.length === 0 && running.size > 0) await Promise.race(running);
      while (finished.length > 0) yield finished.shift() as R;
    }
  } finally {
    await Promise.allSettled(running);
    await iterator.return?.();
  }
}

const toAsync = <T>(items: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> | Iterator<T> =>
  Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();

function track(running: Set<Promise<void>>, task: Promise<void>): void {
  const tracked: Promise<void> = task.then(
    () => void running.delete(tracked),
    (error: unknown) => {
      running.delete(tracked);
      throw error;
    },
  );
  // Its failure is seen by whoever races it; without a racer it must not count as unhandled.
  tracked.catch(() => undefined);
  running.add(tracked);
}

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
  const running = tracked<R>();
  const { finished } = running;
  let exhausted = false;
  try {
    while (!exhausted || running.count() > 0 || finished.length > 0) {
      while (!exhausted && running.count() < tasks.limit && finished.length === 0) {
        signal.throwIfAborted();
        const next = await iterator.next();
        if (next.done) exhausted = true;
        else running.add(tasks.run(next.value, signal));
      }
      if (finished.length === 0 && running.count() > 0) await running.next();
      running.throwFailure();
      while (finished.length > 0) yield finished.shift() as R;
    }
  } finally {
    while (running.count() > 0) await running.next();
    await iterator.return?.();
  }
}

/** One waiter for all tasks: a race among them would leave a trace on each that is still under way, every time. */
function tracked<R>() {
  const finished: R[] = [];
  let count = 0;
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => undefined;
  const settled = (): void => {
    count--;
    wake();
  };
  return {
    finished,
    count: () => count,
    add: (task: Promise<R>): void => {
      count++;
      task
        .then(
          (result) => void finished.push(result),
          (error: unknown) => {
            failure ??= { error };
          },
        )
        .then(settled);
    },
    /** The next task has ended, well or not. */
    next: async (): Promise<void> =>
      new Promise((resolve) => {
        wake = resolve;
      }),
    throwFailure: (): void => {
      if (failure !== undefined) throw failure.error;
    },
  };
}

const toAsync = <T>(items: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> | Iterator<T> =>
  Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();

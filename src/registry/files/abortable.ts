/** The same items; the wait for one that does not come ends with the signal, and then the source is left as it is. */
export async function* abortable<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await nextOrAbort(iterator, signal);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // A source that waits for its next item cannot be ended before that comes.
    const ended = Promise.resolve(iterator.return?.());
    if (signal.aborted) ended.catch(() => undefined);
    else await ended;
  }
}

/** A listener for each item: a promise that outlives them all would keep them all in memory. */
async function nextOrAbort<T>(iterator: AsyncIterator<T>, signal: AbortSignal): Promise<IteratorResult<T>> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    const heard = (): void => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort, { once: true });
    iterator.next().then(resolve, reject).finally(heard);
  });
}

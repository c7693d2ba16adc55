/**
 * The same values, with the next one asked for before the last one is handed out: while a chunk is scanned on this
 * thread, zlib works on the next in its own.
 */
export async function* readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const values = source[Symbol.asyncIterator]();
  const ask = (): Promise<IteratorResult<T>> => {
    const asked = values.next();
    // It is awaited later, where its error is thrown; until then it must not count as unhandled.
    asked.catch(() => undefined);
    return asked;
  };
  try {
    let asked = ask();
    for (;;) {
      const { value, done } = await asked;
      if (done === true) return;
      asked = ask();
      yield value;
    }
  } finally {
    await values.return?.();
  }
}

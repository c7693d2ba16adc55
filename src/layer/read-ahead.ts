/**
 * The same values, with the next `ahead` asked for before one is handed out: while a chunk is scanned on this thread, zlib
 * works on the next in its own. With more than one, a chunk that takes long to scan makes up for one that takes little.
 */
export async function* readAhead<T>(source: AsyncIterable<T>, ahead: number): AsyncGenerator<T, void, undefined> {
  const values = source[Symbol.asyncIterator]();
  const ask = (): Promise<IteratorResult<T>> => {
    const asked = values.next();
    // It is awaited later, where its error is thrown; until then it must not count as unhandled.
    asked.catch(() => undefined);
    return asked;
  };
  try {
    const asked = Array.from({ length: ahead }, ask);
    for (let next = asked.shift(); next !== undefined; next = asked.shift()) {
      const { value, done } = await next;
      if (done === true) return;
      asked.push(ask());
      yield value;
    }
  } finally {
    await values.return?.();
  }
}

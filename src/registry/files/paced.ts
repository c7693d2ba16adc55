export interface Pace {
  /** What the reader may take at any time, in milliseconds. */
  readonly graceMs: number;
  /** What it must read on top of that, in bytes per millisecond. */
  readonly bytesPerMs: number;
}

/** Small, so that the reader is looked at again before one piece can cost it minutes. */
const PIECE = 16 * 1024;

/**
 * The same bytes in small pieces, for a reader whose work a hostile input can multiply. Throws once the reader is slower
 * than the pace; the time that the source takes is not its own.
 */
export async function* paced(source: AsyncIterable<Uint8Array>, pace: Pace): AsyncGenerator<Uint8Array> {
  let spent = 0;
  let passed = 0;
  for await (const chunk of source)
    for (let at = 0; at < chunk.length; at += PIECE) {
      const piece = chunk.subarray(at, at + PIECE);
      const since = performance.now();
      yield piece;
      spent += performance.now() - since;
      passed += piece.length;
      if (spent > pace.graceMs + passed / pace.bytesPerMs) throw new Error("it takes too long to read");
    }
}

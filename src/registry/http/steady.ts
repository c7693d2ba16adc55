import { WATCHDOG } from "./politeness.ts";

/** A server that gives a byte now and then keeps a connection, and an audit, for ever. */
class TooSlow extends Error {
  readonly code = "EXHUME_TOO_SLOW";
}

/** The same bytes; throws TooSlow when they come slower than the watchdog allows. Time that the reader takes does not count. */
export async function* steady(
  body: AsyncIterable<Uint8Array>,
  now: () => number = () => performance.now(),
): AsyncGenerator<Uint8Array> {
  let waited = 0;
  let bytes = 0;
  let asked = now();
  for await (const chunk of body) {
    waited += now() - asked;
    bytes += chunk.length;
    if (waited >= WATCHDOG.windowMs) {
      if (bytes < (waited / 1000) * WATCHDOG.bytesPerSecond) throw new TooSlow();
      waited = 0;
      bytes = 0;
    }
    yield chunk;
    asked = now();
  }
}

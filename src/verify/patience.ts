export interface Patience {
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/**
 * Work under a signal that fires with the given one, or with `TimeoutError` when the time is over. A timer of its own:
 * Node 20 lets a timeout that only `AbortSignal.any` holds be collected as garbage, and it never fires.
 */
export async function withPatience<T>(
  { patienceMs, signal }: Patience,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  const late = (): void => controller.abort(new DOMException("no answer in time", "TimeoutError"));
  const timer = setTimeout(late, patienceMs);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/** What a client does, until it is done or the signal fires; then `stop` closes its connection. */
export async function untilAborted<T>(
  work: Promise<T>,
  { stop, signal }: { readonly stop: () => void; readonly signal: AbortSignal },
): Promise<T> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
    stop();
  }
}

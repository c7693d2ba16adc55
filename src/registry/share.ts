interface Flight<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  waiting: number;
  settled: boolean;
}

/**
 * One run for all who ask: who gives up leaves the others waiting, and only when the last one has is the run aborted.
 * The next to ask starts anew then. How a run ended is told to whoever asks later.
 */
export function share<T>(run: (signal: AbortSignal) => Promise<T>): (signal: AbortSignal) => Promise<T> {
  let flight: Flight<T> | undefined;
  return async (signal) => {
    signal.throwIfAborted();
    if (flight === undefined || flight.stop.signal.aborted) flight = start(run);
    const joined = flight;
    joined.waiting++;
    try {
      return await untilAborted(joined.result, signal);
    } finally {
      joined.waiting--;
      if (joined.waiting === 0 && !joined.settled) joined.stop.abort();
    }
  };
}

function start<T>(run: (signal: AbortSignal) => Promise<T>): Flight<T> {
  const stop = new AbortController();
  const flight: Flight<T> = { result: run(stop.signal), stop, waiting: 0, settled: false };
  const settle = (): void => {
    flight.settled = true;
  };
  flight.result.then(settle, settle);
  return flight;
}

/** The result, or the reason of the signal when that comes first. */
export async function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    const heard = (): void => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort, { once: true });
    result.then(resolve, reject).finally(heard);
  });
}

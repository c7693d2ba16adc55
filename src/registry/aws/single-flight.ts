interface Flight<T> {
  readonly answer: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * One question under way for all that ask the same. Each caller waits until its own signal; when none is left waiting
 * the question is dropped. The answer is not kept.
 */
export function createSingleFlight<T>() {
  const flights = new Map<string, Flight<T>>();
  const begin = (key: string, ask: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const controller = new AbortController();
    const answer = ask(controller.signal).finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    const flight = { answer, controller, waiting: 0 };
    flights.set(key, flight);
    return flight;
  };
  return async (key: string, ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> => {
    signal.throwIfAborted();
    const flight = flights.get(key) ?? begin(key, ask);
    flight.waiting++;
    try {
      return await untilAborted(flight.answer, signal);
    } finally {
      flight.waiting--;
      if (flight.waiting === 0 && flights.get(key) === flight) {
        flights.delete(key);
        flight.controller.abort();
      }
    }
  };
}

/** The answer, or the reason of the signal when that comes first. */
export async function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

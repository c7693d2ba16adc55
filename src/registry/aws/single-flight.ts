import { share } from "../share.ts";

/** One question under way for all that ask the same. The answer is not kept. */
export function createSingleFlight<T>() {
  const flights = new Map<string, (signal: AbortSignal) => Promise<T>>();
  return async (key: string, ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> => {
    const drop = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const flight =
      flights.get(key) ??
      share(async (stop: AbortSignal) => {
        stop.addEventListener("abort", drop, { once: true });
        return ask(stop).finally(drop);
      });
    flights.set(key, flight);
    return flight(signal);
  };
}

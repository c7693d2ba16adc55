/** A number of places that may change while some are taken. */
export interface Places {
  size(): number;
  /** More are taken at once by those who wait; fewer count as places are left. */
  resize(to: number): void;
  /** Waits for a place, first come first served; the answer leaves it, once. Throws the reason of `signal`. */
  enter(signal: AbortSignal): Promise<() => void>;
}

export function createPlaces(initial: number): Places {
  let places = initial;
  let taken = 0;
  const waiting = new Set<() => void>();
  const admit = (): void => {
    for (const go of waiting) {
      if (taken >= places) return;
      taken++;
      waiting.delete(go);
      go();
    }
  };
  const leave = (): void => {
    taken--;
    admit();
  };
  return {
    size: () => places,
    resize: (to) => {
      places = to;
      admit();
    },
    enter: async (signal) => {
      signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const stop = (): void => {
          waiting.delete(go);
          reject(signal.reason);
        };
        const go = (): void => {
          signal.removeEventListener("abort", stop);
          resolve();
        };
        signal.addEventListener("abort", stop, { once: true });
        waiting.add(go);
        admit();
      });
      return once(leave);
    },
  };
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}

import type { Delivery } from "./ledger.ts";

/** What came and is to be recorded, with a bell for who waits for it. */
export interface Deliveries {
  add(delivery: Delivery | undefined): void;
  /** Thrown at who waits. */
  fail(error: unknown): void;
  take(): Delivery | undefined;
  count(): number;
  /** Since the beginning. */
  taken(): number;
  /** Until something came, or somebody rang. */
  wait(): Promise<void>;
  wake(): void;
}

export function createDeliveries(): Deliveries {
  const waiting: Delivery[] = [];
  let failure: { readonly error: unknown } | undefined;
  let taken = 0;
  let rung = false;
  let ring = (): void => undefined;
  const wake = (): void => {
    rung = true;
    ring();
  };
  return {
    add: (delivery) => {
      if (delivery !== undefined) waiting.push(delivery);
      wake();
    },
    fail: (error) => {
      failure ??= { error };
      wake();
    },
    take: () => {
      if (waiting.length > 0) taken++;
      return waiting.shift();
    },
    taken: () => taken,
    count: () => waiting.length,
    wait: async () => {
      if (!rung && waiting.length === 0)
        await new Promise<void>((resolve) => {
          ring = resolve;
        });
      rung = false;
      if (failure !== undefined) throw failure.error;
    },
    wake,
  };
}

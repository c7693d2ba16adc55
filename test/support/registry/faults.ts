import type { Answer, Question } from "./answer.ts";

/** What goes wrong with a request. */
export type FaultKind =
  /** `retryAfter` is the header as sent: seconds or a date. */
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string }
  /** The connection is destroyed after `at` bytes of the body. */
  | { readonly kind: "cut"; readonly at: number }
  /** The body stops after `at` bytes and the connection stays open. */
  | { readonly kind: "stall"; readonly at: number }
  /** The right length with one bit turned: the digest no longer fits. */
  | { readonly kind: "wrong-bytes" }
  /** Another answer than the right one. */
  | { readonly kind: "change"; readonly change: (answer: Answer, question: Question) => Answer | Promise<Answer> }
  /** Milliseconds before the answer. */
  | { readonly kind: "slow"; readonly delay: number };

type Fault = FaultKind & {
  /** Path without the query, exact; or a pattern. Redirected blobs come from `/storage/<digest>`. */
  readonly path: string | RegExp;
  /** Default: GET. */
  readonly method?: string;
  /** Requests it hits before it is used up; default 1. `Infinity` for ever. */
  readonly times?: number;
};

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
}

export interface FaultList extends Faults {
  /** The first fault for this request, used up by one. */
  take(method: string, path: string): FaultKind | undefined;
}

export const createFaults = (): FaultList => {
  const faults: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => {
      faults.push({ fault, left: fault.times ?? 1 });
    },
    clear: () => {
      faults.length = 0;
    },
    take: (method, path) => {
      const entry = faults.find(({ fault, left }) => left > 0 && hits(fault, method, path));
      if (entry === undefined) return undefined;
      entry.left -= 1;
      return entry.fault;
    },
  };
};

const hits = (fault: Fault, method: string, path: string): boolean =>
  (fault.method ?? "GET") === method && (typeof fault.path === "string" ? fault.path === path : fault.path.test(path));

import { REFUSALS, type Refusal } from "./results.ts";

export interface Refusals {
  count(refusal: Refusal): void;
  counts(): Readonly<Record<string, number>>;
}

/** `late` is what deliveries that come twice look like; all else is said, once for each kind. */
const SAID: Readonly<Record<Exclude<Refusal, "late">, string>> = {
  forged: "results in the queue were not made by a worker with the key of this case: they are refused and counted",
  oversized: "results in the queue are larger than any result may be: they are refused and counted",
  malformed: "results in the queue are not of the form that this version takes: they are refused and counted",
};

export function countRefusals(onNotice: (text: string) => void): Refusals {
  const counts = new Map<Refusal, number>(REFUSALS.map((refusal) => [refusal, 0]));
  return {
    count: (refusal) => {
      const before = counts.get(refusal) ?? 0;
      counts.set(refusal, before + 1);
      if (before === 0 && refusal !== "late") onNotice(SAID[refusal]);
    },
    counts: () => Object.fromEntries(counts),
  };
}

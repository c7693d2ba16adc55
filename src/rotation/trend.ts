import { isOpen, type Secret, type WorkEvent } from "../domain/rotation.ts";
import { WAVES, type Wave } from "./power.ts";
import type { RunSpan } from "./run-span.ts";
import { endOfAcceptance } from "./work.ts";

/** A secret over time. */
export interface Tracked extends Pick<Secret, "firstSeen" | "events" | "state" | "allowed"> {
  readonly wave: Wave;
}

/** How the case stood at the end of one audit, and what came to pass since the one before it. */
export interface TrendPoint {
  readonly run: number;
  readonly at: string;
  readonly open: number;
  readonly waves: readonly { readonly wave: Wave; readonly open: number }[];
  readonly found: number;
  readonly closed: number;
  /** Closed before, and open again. */
  readonly reopened: number;
}

/** A change between open and closed. `first`: the secret was seen for the first time. */
export interface Turn {
  readonly at: string;
  readonly open: boolean;
  readonly first: boolean;
  /** An audit saw it again, somebody said so, or an acceptance ended. */
  readonly by: "audit" | "word" | "end";
}

/**
 * When a secret was open. Documented examples never were, nor what the ignore file allows: since when it does is not
 * recorded. Work that is told of a time before the first audit counts from there. The end of an acceptance is a turn of its
 * own, also when it is still to come.
 */
export function turnsOf({ firstSeen, events, state, allowed }: Omit<Tracked, "wave">): readonly Turn[] {
  const changes = events.filter(({ kind }) => kind === "state" || kind === "reopened");
  const found = allowed === undefined && (changes.length > 0 || isOpen(state));
  const turns: Turn[] = [{ at: firstSeen, open: found, first: true, by: "audit" }];
  let open = found;
  const turn = (at: string, next: boolean, by: Turn["by"]): void => {
    if (next !== open) turns.push({ at: at > firstSeen ? at : firstSeen, open: next, first: false, by });
    open = next;
  };
  changes.forEach((change, index) => {
    turn(change.at, allowed === undefined && isOpen(change.state), change.kind === "reopened" ? "audit" : "word");
    const end = acceptedUntil(change);
    const next = changes[index + 1]?.at;
    if (allowed === undefined && end !== undefined && (next === undefined || end <= next)) turn(end, true, "end");
  });
  return turns;
}

const acceptedUntil = ({ state, data }: WorkEvent): string | undefined =>
  state === "accepted" && typeof data?.until === "string" ? endOfAcceptance(data.until) : undefined;

/** One point for each audit, oldest first. What happened after the last one is in no point. */
export function trendOf(secrets: readonly Tracked[], runs: readonly RunSpan[]): readonly TrendPoint[] {
  const steps = runs.map(() => ({ found: 0, closed: 0, reopened: 0, waves: new Map<Wave, number>() }));
  for (const secret of secrets)
    for (const turn of turnsOf(secret)) {
      const step = steps[endingAfter(runs, turn.at)];
      if (step === undefined) continue;
      if (turn.first) step.found++;
      else if (turn.open) step.reopened++;
      else step.closed++;
      const change = turn.open ? 1 : turn.first ? 0 : -1;
      step.waves.set(secret.wave, (step.waves.get(secret.wave) ?? 0) + change);
    }
  const open = new Map<Wave, number>();
  return runs.map(({ id, endedAt }, index) => {
    const { waves = new Map<Wave, number>(), ...counts } = steps[index] ?? { found: 0, closed: 0, reopened: 0 };
    for (const [wave, change] of waves) open.set(wave, (open.get(wave) ?? 0) + change);
    const byWave = WAVES.map((wave) => ({ wave, open: open.get(wave) ?? 0 }));
    return { run: id, at: endedAt, open: byWave.reduce((sum, one) => sum + one.open, 0), waves: byWave, ...counts };
  });
}

/** Index of the first audit that ended at that time or later. */
function endingAfter(runs: readonly RunSpan[], at: string): number {
  let [from, to] = [0, runs.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((runs[middle]?.endedAt ?? "") < at) from = middle + 1;
    else to = middle;
  }
  return from;
}

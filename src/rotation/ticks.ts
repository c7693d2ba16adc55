import type { Secret, WorkEvent, WorkState } from "../domain/rotation.ts";
import { type Accepted, type Change, changeSecret, type Refused } from "./change.ts";
import type { StepKind } from "./runbook.ts";
import type { Task } from "./task.ts";
import { workOfSecret } from "./work.ts";

/** A step of a runbook that somebody says is done. */
export interface Tick {
  /** `stepKeys` gives it. */
  readonly step: string;
  readonly note?: string;
  /** ISO 8601: when the box was ticked, if that was before it is recorded. */
  readonly tickedAt?: string;
}

/** `contain`, and `contain-2` for the second one: what a step is called where it is ticked. */
export function stepKeys(steps: readonly { readonly kind: StepKind }[]): readonly string[] {
  const counts = new Map<StepKind, number>();
  return steps.map(({ kind }) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count === 1 ? kind : `${kind}-${count}`;
  });
}

/** What the work is once the step is done. Containment, waiting, checks and a purge are told, and change no state. */
export const STATE_OF_STEP: Readonly<Partial<Record<StepKind, WorkState>>> = {
  create: "replacing",
  deploy: "deployed",
  disable: "disabled",
  delete: "deleted",
};

/** Steps that were ticked since the work was opened last. */
export function tickedSteps(secret: Secret, now: Date): ReadonlySet<string> {
  const { openedAt = "" } = workOfSecret(secret, now);
  return new Set(
    secret.events.flatMap(({ at, data }) => (typeof data?.step === "string" && at >= openedAt ? [data.step] : [])),
  );
}

type TickContext = Pick<Change, "actor" | "now" | "force">;

/** The events of ticks, in the order of the runbook, or why one of them is refused. What was ticked before is no change. */
export function tickSecret(
  secret: Secret,
  task: Task,
  { ticks, ...context }: TickContext & { readonly ticks: readonly Tick[] },
): Accepted | Refused {
  const keys = stepKeys(task.steps);
  const known = tickedSteps(secret, context.now);
  const before = workOfSecret(secret, context.now).state;
  let current = { ...secret, state: before };
  const events: WorkEvent[] = [];
  for (const tick of ticks.toSorted((a, b) => keys.indexOf(a.step) - keys.indexOf(b.step))) {
    const step = task.steps[keys.indexOf(tick.step)];
    if (step === undefined || known.has(tick.step)) continue;
    const outcome = changeSecret(current, task, { ...context, ...changeOf(step.kind, tick) });
    if (!("events" in outcome)) return outcome;
    const told = outcome.events.map((event) => ({ ...event, data: { ...event.data, ...dataOf(tick) } }));
    events.push(...told);
    current = { ...current, state: outcome.after, events: [...current.events, ...told] };
  }
  return { events, before, after: current.state };
}

const changeOf = (kind: StepKind, { step, note }: Tick): Pick<Change, "states" | "note"> => {
  const state = STATE_OF_STEP[kind];
  if (state === undefined) return { states: [], note: note ?? `step done: ${step}` };
  return { states: [state], ...(note === undefined ? {} : { note }) };
};

const dataOf = ({ step, tickedAt }: Tick) => ({ step, ...(tickedAt === undefined ? {} : { tickedAt }) });

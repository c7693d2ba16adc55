import { UserError } from "../domain/user-error.ts";
import type { Task } from "../rotation/task.ts";
import { stepKeys, type Tick, tickSecret } from "../rotation/ticks.ts";
import type { TaskChange } from "./write-changes.ts";

export interface TickSteps {
  readonly ticks: readonly Tick[];
  readonly actor: string;
  readonly now: Date;
  readonly force: boolean;
  /** Where it was asked for, `events.jsonl:12`. */
  readonly at?: string;
}

/** The change of the secrets of a task by steps of its runbook that are done. UserError `STEP_UNKNOWN`. */
export function tickSteps(task: Task, { at, ...ticks }: TickSteps): Pick<TaskChange, "task" | "outcomeOf" | "notes"> {
  const keys = stepKeys(task.steps);
  const unknown = ticks.ticks.find(({ step }) => !keys.includes(step));
  if (unknown !== undefined)
    throw new UserError({
      code: "STEP_UNKNOWN",
      message: `${at === undefined ? "" : `${at}: `}the runbook of ${task.id} ${task.title} has no step ${unknown.step}`,
      hint: `it has ${keys.join(", ")}`,
    });
  return {
    task,
    outcomeOf: (secret) => tickSecret(secret, task, ticks),
    notes: ticks.ticks.flatMap(({ note }) => note ?? []),
  };
}

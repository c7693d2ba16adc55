import type { RatedPlan } from "../rotation/plan.ts";
import type { Task } from "../rotation/task.ts";
import { findSecret } from "./find-secret.ts";

/** The tasks of the secrets that were typed, each once: the halves of a credential share their work. Throws UserError. */
export function namedTasks({ open, closed, tests }: RatedPlan<Task>, ids: readonly string[]): readonly Task[] {
  const tasks = [open, closed, tests].flat();
  const known = tasks.flatMap(({ secrets }) => secrets);
  const named = new Set(ids.map((id) => findSecret(known, id)));
  return tasks.filter(({ secrets }) => secrets.some((secret) => named.has(secret)));
}

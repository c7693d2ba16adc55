import { repositoryPattern } from "../catalog/repository-pattern.ts";
import { DEAD_STATES, isOpen, type Secret, type WorkState } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import type { Plan, RatedPlan } from "../rotation/plan.ts";
import type { Task } from "../rotation/task.ts";
import { findSecret } from "./find-secret.ts";

/** All that is given must hold. */
export interface Selection {
  readonly repo?: readonly string[];
  readonly provider?: readonly string[];
  readonly wave?: number;
}

/** The tasks of the secrets that were named, with these. Throws UserError when one is not known. */
export function tasksNamed(plan: RatedPlan<Task>, ids: readonly string[]) {
  const tasks = [plan.open, plan.closed, plan.tests].flat();
  const known = tasks.flatMap((task) => task.secrets);
  const named = ids.map((id) => findSecret(known, id));
  return tasks.filter((task) => named.some((secret) => task.secrets.includes(secret))).map((task) => ({ task, named }));
}

export interface Selected {
  readonly tasks: readonly { readonly task: Task; readonly named?: readonly Secret[] }[];
  /** Tasks that match too, whose work is closed: who means many means those with work left. */
  readonly closed: number;
}

/** The open tasks that match, and to prove them dead those that are said to be dead. */
export function selectTasks(plan: Plan, selection: Selection, states: readonly WorkState[]): Selected {
  const matching = [...plan.open, ...plan.closed].filter((task) => matches(task, selection));
  const proves = states.at(-1) === "verified";
  const chosen = matching.filter(({ state }) => isOpen(state) || (proves && DEAD_STATES.includes(state)));
  if (chosen.length === 0)
    throw new UserError({
      code: "TRACK_NOTHING",
      message: matching.length === 0 ? "no secret matches" : `all ${matching.length} that match are closed already`,
      hint: "exhume secrets --all lists them; name single ones by id",
    });
  return { tasks: chosen.map((task) => ({ task })), closed: matching.length - chosen.length };
}

function matches({ secrets, images, wave }: Task, selection: Selection): boolean {
  const patterns = selection.repo?.map(repositoryPattern);
  const providers = selection.provider?.map((name) => name.toLowerCase());
  return (
    (patterns === undefined || images().some((image) => patterns.some((pattern) => pattern(image)))) &&
    (providers === undefined || secrets.some(({ provider }) => providers.includes(provider.toLowerCase()))) &&
    (selection.wave === undefined || selection.wave === wave)
  );
}

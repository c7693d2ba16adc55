import type { Overlap } from "../domain/finding.ts";
import { DEAD_STATES, isOpen, WORK_STATES, type WorkState } from "../domain/rotation.ts";
import type { Task } from "./task.ts";
import type { Milestone, Work } from "./work.ts";

/** What the kind of a secret asks of the order of work. */
export interface Order {
  readonly overlap: Overlap;
  /** The old value can be switched off and on again, so that an outage can be undone before it is deleted. */
  readonly canDisable: boolean;
  /** It is expired, or a provider said that it is dead: nothing that is done can break what runs. */
  readonly dead: boolean;
}

export const orderOf = ({ runbook, validity }: Pick<Task, "runbook" | "validity">): Order => ({
  overlap: runbook.overlap,
  canDisable: runbook.steps.some(({ kind }) => kind === "disable"),
  dead: validity === "dead" || validity === "expired",
});

/**
 * Why the work may not go on to this state, in words that follow on "refused: ". Classes A to C have two values for a
 * while: the new one is deployed, the old one is disabled, watched (soak), deleted, and then proven dead. D changes in
 * place and E expires alone, so neither has to wait for a deployment. The proof is not here: see closure.ts. To dismiss it, to open it and to go back are free.
 */
export function refusal(work: Work, to: WorkState, order: Order): string | undefined {
  if (DEAD_STATES.includes(work.state) && !FROM_DEAD.includes(to)) return ended(work.state, to);
  const wanting = (NEEDS[to] ?? (() => []))(order).find((one) => !work.said.includes(one));
  if (wanting !== undefined) return MISSING[wanting];
  // A word is no proof.
  if (to === "verified") return "that it is dead is proven with exhume close";
  return isPast(work, to) ? `it is past that: ${work.state}` : undefined;
}

/** It was triaged, and more was done since. */
export const isPast = (work: Work, to: WorkState): boolean =>
  to === "triaged" && work.said.some((one) => one !== "replacing") && isOpen(work.state);

/** The states that come next without force, in their order; those that dismiss a secret are always open. */
export const nextStates = (work: Work, order: Order): readonly WorkState[] =>
  WORK_STATES.filter((to) => to !== work.state && !isDismissed(to) && refusal(work, to, order) === undefined);

/** Whether the change needs a reason in words: what takes work away, or takes an end back. */
export const needsReason = (work: Work, to: WorkState): boolean =>
  isDismissed(to) || (DEAD_STATES.includes(work.state) && isOpen(to));

const isDismissed = (state: WorkState): boolean => !isOpen(state) && !DEAD_STATES.includes(state);

const FROM_DEAD: readonly WorkState[] = [...WORK_STATES.filter(isDismissed), "new", "verified"];

const ended = (from: WorkState, to: WorkState): string =>
  from === to || isOpen(to) ? `its work ended with ${from}` : `it is ${from} already`;

const MISSING: Readonly<Record<Milestone, string>> = {
  replacing: "nothing says that a new one was issued",
  deployed: "nothing says that the new one is deployed",
  disabled: "the old one was not disabled: what still uses it would be seen too late",
  deleted: "nothing says that the old one is deleted",
  verified: "nothing says that it is dead",
};

const inTurn = ({ overlap, dead }: Order): boolean => !dead && overlap !== "D" && overlap !== "E";

/** What must have been said before. */
const NEEDS: Readonly<Partial<Record<WorkState, (order: Order) => readonly Milestone[]>>> = {
  disabled: (order) => (inTurn(order) ? ["deployed"] : []),
  deleted: (order) => (inTurn(order) ? ["deployed", ...(order.canDisable ? (["disabled"] as const) : [])] : []),
  rotated: (order) => (inTurn(order) ? ["deployed"] : []),
  verified: (order) => {
    if (order.dead || order.overlap === "E") return [];
    return order.overlap === "D" ? ["deployed"] : ["deleted"];
  },
};

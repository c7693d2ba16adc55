import type { Facts } from "../domain/finding.ts";
import { isOpen, type Secret, type WorkEvent, type WorkState } from "../domain/rotation.ts";
import type { Task } from "./task.ts";
import { isPast, needsReason, nextStates, orderOf, refusal } from "./transitions.ts";
import { applyEvent, type Work, workOfSecret } from "./work.ts";

/** What somebody says of a secret. Several states are said one after another, at once. */
export interface Change {
  readonly states: readonly WorkState[];
  readonly note?: string;
  /** Last day of an acceptance, `2027-01-31`. */
  readonly until?: string;
  /** Also against the order of work; the note says why. */
  readonly force: boolean;
  readonly actor: string;
  readonly now: Date;
}

/** `events`: what is to be written, nothing when all of it was said before. */
export interface Accepted {
  readonly events: readonly WorkEvent[];
  readonly before: WorkState;
  readonly after: WorkState;
}

/** `problem` follows on "SECRET: STATE -> STATE refused: ". */
export interface Refused {
  readonly from: WorkState;
  readonly to: WorkState;
  readonly problem: string;
  readonly next: readonly WorkState[];
  /** Said together with `deployed` it is taken. */
  readonly afterDeployed: boolean;
  /** The order of work is against it, which force overcomes; otherwise it is a reason that is missing. */
  readonly forcible: boolean;
  /** More was done already. */
  readonly past: boolean;
}

/** The secrets that a change of a task is about: those with work left and those that were named, or all when none is open. */
export const secretsMeant = ({ secrets }: Task, named: readonly Secret[] = []): readonly Secret[] =>
  secrets.some(({ state }) => isOpen(state))
    ? secrets.filter((secret) => isOpen(secret.state) || named.includes(secret))
    : secrets;

/** The events of a change of one secret of the task, or why it is refused. A state that it is in already is no change. */
export function changeSecret(secret: Secret, task: Task, change: Change): Accepted | Refused {
  const order = orderOf(task);
  let work = workOfSecret(secret, change.now);
  const before = work.state;
  const events: WorkEvent[] = [];
  for (const to of change.states) {
    if (to === work.state && !(to === "accepted" && change.until !== work.until)) continue;
    const problem = refusal(work, to, order);
    // No force stands for a proof.
    const force = change.force && to !== "verified";
    const missing = change.note === undefined && (needsReason(work, to) || problem !== undefined);
    if ((problem !== undefined && !force) || missing) {
      const next = nextStates(work, order);
      const deployed = applyEvent(work, eventOf(secret, { change, to: "deployed", forced: false }));
      const afterDeployed = next.includes("deployed") && refusal(deployed, to, order) === undefined;
      const refused = { from: work.state, to, next, afterDeployed, past: isPast(work, to) };
      return problem !== undefined && !force
        ? { ...refused, problem, forcible: true }
        : { ...refused, problem: "it needs a reason", forcible: false };
    }
    const event = eventOf(secret, { change, to, forced: problem !== undefined });
    events.push(event);
    work = applyEvent(work, event);
  }
  if (events.length === 0 && change.note !== undefined) events.push(noteOf(secret, work, change));
  return { events, before, after: work.state };
}

interface EventInput {
  readonly change: Change;
  readonly to: WorkState;
  readonly forced: boolean;
}

function eventOf({ fingerprint }: Secret, { change, to, forced }: EventInput): WorkEvent {
  const data: Facts = {
    ...(forced ? { forced: true } : {}),
    ...(to === "accepted" && change.until !== undefined ? { until: change.until } : {}),
  };
  return {
    fingerprint,
    kind: "state",
    state: to,
    actor: change.actor,
    at: change.now.toISOString(),
    ...(change.note === undefined ? {} : { note: change.note }),
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
}

const noteOf = ({ fingerprint }: Secret, { state }: Work, { actor, now, note = "" }: Change): WorkEvent => ({
  fingerprint,
  kind: "note",
  state,
  actor,
  at: now.toISOString(),
  note,
});

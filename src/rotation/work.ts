import { DEAD_STATES, isOpen, type Secret, type WorkEvent, type WorkState } from "../domain/rotation.ts";

/** What is said to be done, apart from where the work stands: who contains first has disabled before a new one exists. */
export type Milestone = "replacing" | "deployed" | "disabled" | "deleted" | "verified";

/** The work on one secret after all its events. */
export interface Work {
  readonly state: WorkState;
  /** Since the work was opened last, in the order in which it was said. */
  readonly said: readonly Milestone[];
  /** ISO 8601: when the work was opened again; undefined when it never ended. */
  readonly openedAt?: string;
  /** Last day of an acceptance, `2027-01-31`, UTC. */
  readonly until?: string;
  /** What an acceptance interrupted. */
  readonly before?: Pick<Work, "state" | "said" | "openedAt">;
}

/** `first`: the state without any event. An acceptance whose day is over at `now` counts no longer. */
export interface WorkContext {
  readonly now: Date;
  readonly first?: WorkState;
}

/** Folds the events of one secret, oldest first. Only changes of the state count: a note changes nothing. */
export function foldWork(events: readonly WorkEvent[], { now, first = "new" }: WorkContext): Work {
  const changes = events.filter(isChange);
  const last = changes.reduce((work, event) => applyEvent(endAcceptance(work, event.at), event), workOf(first));
  return endAcceptance(last, now.toISOString());
}

export const workState = (events: readonly WorkEvent[], context: WorkContext): WorkState =>
  foldWork(events, context).state;

/** The work on a secret of a case. Without events it is in the state in which it was found: a documented example is no work. */
export const workOfSecret = ({ state, events, allowed }: Secret, now: Date): Work =>
  allowed === undefined && !events.some(isChange) ? workOf(state) : foldWork(events, { now });

/** The state in a word for people: what an audit saw again after its end is `re-opened` until somebody goes on with it. */
export const workWord = ({ state, events }: Told): string =>
  state === "new" && events.findLast(isChange)?.kind === "reopened" ? REOPENED : state;

/** That of a task, whose state is that of the secret that is least far. */
export const taskWord = ({ state, secrets }: Pick<Told, "state"> & { readonly secrets: readonly Told[] }): string =>
  state === "new" && secrets.some((secret) => workWord(secret) === REOPENED) ? REOPENED : state;

interface Told {
  readonly state: WorkState;
  /** Oldest first. */
  readonly events: readonly Pick<WorkEvent, "kind">[];
}

export const REOPENED = "re-opened";

export const isChange = ({ kind }: Pick<WorkEvent, "kind">): boolean => kind === "state" || kind === "reopened";

const workOf = (state: WorkState): Work => ({ state, said: saidAfter([], state) });

/** The work after one more change of its state. */
export function applyEvent(work: Work, { state, at, data }: WorkEvent): Work {
  const opens = isOpen(state) && !isOpen(work.state);
  const openedAt = opens ? at : work.openedAt;
  return {
    state,
    said: saidAfter(opens ? [] : work.said, state),
    ...(openedAt === undefined ? {} : { openedAt }),
    ...(state === "accepted" && typeof data?.until === "string"
      ? { until: data.until, before: interrupted(work) }
      : {}),
  };
}

/** One acceptance after another, or after the end of the work, interrupts nothing: its end opens the work anew. */
const interrupted = (work: Work): NonNullable<Work["before"]> =>
  work.before ?? (isOpen(work.state) ? work : workOf("new"));

function endAcceptance(work: Work, at: string): Work {
  if (work.until === undefined || work.before === undefined) return work;
  const end = endOfAcceptance(work.until);
  if (end === undefined || !(end <= new Date(at).toISOString())) return work;
  return { state: work.before.state, said: work.before.said, openedAt: end };
}

/** ISO 8601: from when on an acceptance until that day counts no longer; undefined when it is no day. */
export const endOfAcceptance = (until: string): string | undefined => {
  const end = Date.parse(until) + DAY;
  return Number.isNaN(end) ? undefined : new Date(end).toISOString();
};

const DAY = 86_400_000;

const MEANS: Readonly<Record<WorkState, readonly Milestone[]>> = {
  new: [],
  triaged: [],
  replacing: ["replacing"],
  deployed: ["replacing", "deployed"],
  disabled: ["disabled"],
  deleted: ["disabled", "deleted"],
  rotated: ["replacing", "deployed", "disabled", "deleted"],
  verified: ["replacing", "deployed", "disabled", "deleted", "verified"],
  accepted: [],
  "false-positive": [],
  "third-party": [],
  test: [],
};

/** What was said before is taken back by saying it again: what came after it no longer holds. */
function saidAfter(said: readonly Milestone[], state: WorkState): readonly Milestone[] {
  const means = MEANS[state];
  const last = means.at(-1);
  if (last === undefined) return [];
  const at = said.indexOf(last);
  return at === -1 ? [...said, ...means.filter((one) => !said.includes(one))] : said.slice(0, at + 1);
}

/** An image that holds the secret. `firstSeen`: when an audit first recorded it, `at`: now; both ISO 8601. */
export interface Sighting {
  readonly image: string;
  readonly firstSeen: string;
  readonly at: string;
}

/**
 * The event that re-opens the work, if the sighting contradicts its end: the old value is said to be dead, and the
 * image was first seen after that was said. States that end the work without a rotation are left alone.
 */
export function reopens(events: readonly WorkEvent[], sighting: Sighting): WorkEvent | undefined {
  const closing = events.findLast(isChange);
  if (closing === undefined || !DEAD_STATES.includes(closing.state)) return undefined;
  if (!(Date.parse(sighting.firstSeen) > Date.parse(closing.at))) return undefined;
  return {
    fingerprint: closing.fingerprint,
    kind: "reopened",
    state: "new",
    actor: "exhume",
    at: sighting.at,
    note: `was ${closing.state} since ${closing.at}, but ${sighting.image}, first seen ${sighting.firstSeen}, holds it`,
  };
}

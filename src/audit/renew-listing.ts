import { renewSummary } from "../report/case-summary.ts";
import { changeSummary } from "../report/change-summary.ts";
import { orderTasks, type RatedPlan } from "../rotation/plan.ts";
import { rateUnit } from "../rotation/rate-unit.ts";
import type { Sla } from "../rotation/sla.ts";
import type { KeptListing, Listing, ListingLine } from "../store/listing.ts";
import type { Store } from "../store/store.ts";
import { type ReadListing, readListing } from "./case-listing.ts";
import { logReport } from "./case-report.ts";
import { type KeptTask, type LaterWork, taskAfter } from "./kept-task.ts";
import { readRuns } from "./read-runs.ts";

interface RenewListing {
  readonly store: Store;
  readonly now: Date;
  readonly sla: Sla;
  /** There is an ignore file. */
  readonly allows: boolean;
}

/**
 * A listing that was kept, after events that were added to the log since, and at another time: nothing else of the case was
 * written. Undefined when what changed cannot be told without the places of secrets.
 */
export function renewListing(kept: KeptListing, { store, now, sla, allows }: RenewListing): ReadListing | undefined {
  // With the day lines of the ignore file end.
  if (allows && kept.madeAt.slice(0, 10) !== now.toISOString().slice(0, 10)) return undefined;
  const tasks = kept.tasks().map(parseTask);
  const touched = new Set(store.events.after(kept.lastEvent).map(({ fingerprint }) => fingerprint));
  const known = new Set(tasks.flatMap(({ secrets }) => secrets.map(({ fingerprint }) => fingerprint)));
  if (![...touched].every((fingerprint) => known.has(fingerprint))) return undefined;
  const later = { events: store.events.all(), touched, now, allows };
  const plan = planOf(tasks, { ...later, sla });
  if (plan === undefined) return undefined;
  const runs = readRuns(store, now);
  const summary = renewSummary(JSON.parse(kept.summary), { plan, runs, now, log: logReport(store) });
  return readListing({ summary, plan, repositories: JSON.parse(kept.repositories) });
}

/** What changed of a listing: lines of the tasks that are named, and all that is not of a task. */
export interface ChangedListing extends Listing {
  readonly lines: readonly ListingLine[];
  readonly changed: readonly string[];
}

/**
 * The same after events alone, within the time for which it holds: from the tasks of secrets that were worked on. Undefined when
 * that is not all that changed, or cannot be told so.
 */
export function changeListing(
  kept: KeptListing,
  { store, now, sla, allows }: RenewListing,
): ChangedListing | undefined {
  const at = now.toISOString();
  const runs = readRuns(store, now);
  if (kept.madeAt > at || kept.holdsUntil <= at || runs.some(({ finished }) => !finished)) return undefined;
  const added = new Map<string, number>();
  for (const { fingerprint } of store.events.after(kept.lastEvent))
    added.set(fingerprint, (added.get(fingerprint) ?? 0) + 1);
  const tasks = tasksAround(kept, [...added.keys()]);
  if (tasks === undefined) return undefined;
  const prints = tasks.flatMap(({ secrets }) => secrets.map(({ fingerprint }) => fingerprint));
  const events = new Map(prints.map((print) => [print, store.events.of(print)]));
  const earlier = new Map(
    [...events].map(([print, all]) => [print, all.slice(0, all.length - (added.get(print) ?? 0))]),
  );
  const plan = planOf(tasks, { events, touched: new Set(added.keys()), now, allows, sla });
  const before = planOf(tasks, { events: earlier, touched: new Set(), now: new Date(kept.madeAt), allows: false, sla });
  if (plan === undefined || before === undefined) return undefined;
  const summary = changeSummary(JSON.parse(kept.summary), { before, after: plan, runs, now, log: logReport(store) });
  const { lines, holdsUntil } = readListing({ summary, plan, repositories: [] }).kept;
  return {
    madeAt: at,
    holdsUntil: [holdsUntil, kept.holdsUntil].sort()[0] ?? kept.holdsUntil,
    summary: JSON.stringify(summary),
    repositories: kept.repositories,
    lines,
    changed: tasks.flatMap(({ secrets }) => secrets[0]?.id ?? []),
  };
}

/** Those of secrets, and of the ones that followed them: work on the first tells whether the second leaked again. */
function tasksAround(kept: KeptListing, fingerprints: readonly string[]): readonly KeptTask[] | undefined {
  const own = kept.tasksOf(fingerprints)?.map(parseTask);
  const ids = own?.flatMap(({ secrets }) =>
    secrets.flatMap(({ id, followedBy = [], follows = [] }) => [id, ...followedBy, ...follows]),
  );
  const around = ids && kept.tasksOf(ids)?.map(parseTask);
  const before = around?.flatMap(({ secrets }) => secrets.flatMap(({ id, follows = [] }) => [id, ...follows]));
  return before && kept.tasksOf(before)?.map(parseTask);
}

const parseTask = (task: string): KeptTask => JSON.parse(task);

interface PlanOf extends LaterWork {
  readonly sla: Sla;
}

/** Undefined when only the places of secrets tell what one of the tasks is. */
function planOf(tasks: readonly KeptTask[], { sla, ...later }: PlanOf): RatedPlan | undefined {
  const units = tasks.flatMap((task) => taskAfter(task, later) ?? []);
  if (units.length < tasks.length) return undefined;
  const credentials = units.flatMap(({ credential }) => credential ?? []);
  return orderTasks(
    units.map((unit) => rateUnit(unit, { now: later.now, sla })),
    credentials,
  );
}

import { renewSummary } from "../report/case-summary.ts";
import { orderTasks } from "../rotation/plan.ts";
import { rateUnit } from "../rotation/rate-unit.ts";
import type { Sla } from "../rotation/sla.ts";
import type { KeptListing } from "../store/listing.ts";
import type { Store } from "../store/store.ts";
import { type ReadListing, readListing } from "./case-listing.ts";
import { logReport } from "./case-report.ts";
import { type KeptTask, taskAfter } from "./kept-task.ts";
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
  const tasks = kept.tasks().map((task): KeptTask => JSON.parse(task));
  const touched = new Set(store.events.after(kept.lastEvent).map(({ fingerprint }) => fingerprint));
  const known = new Set(tasks.flatMap(({ secrets }) => secrets.map(({ fingerprint }) => fingerprint)));
  if (![...touched].every((fingerprint) => known.has(fingerprint))) return undefined;
  const later = { events: store.events.all(), touched, now, allows };
  const units = tasks.flatMap((task) => taskAfter(task, later) ?? []);
  if (units.length < tasks.length) return undefined;
  const credentials = units.flatMap(({ credential }) => credential ?? []);
  const plan = orderTasks(
    units.map((unit) => rateUnit(unit, { now, sla })),
    credentials,
  );
  const runs = readRuns(store, now);
  const summary = renewSummary(JSON.parse(kept.summary), { plan, runs, now, log: logReport(store) });
  return readListing({ summary, plan, repositories: JSON.parse(kept.repositories) });
}

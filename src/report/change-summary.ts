import type { RatedPlan } from "../rotation/plan.ts";
import { type Progress, progressOf, trackedSecrets } from "../rotation/progress.ts";
import type { RunSpan } from "../rotation/run-span.ts";
import { trendOf } from "../rotation/trend.ts";
import { countAll } from "./build-report.ts";
import { type CaseSummary, countAllowed, type OwnerCount, ownersOf, sortOwners } from "./case-summary.ts";
import type { LogReport, Totals } from "./model.ts";

interface ChangeSummary {
  /** Some tasks of the case, with all that their secrets follow, as they were counted. */
  readonly before: RatedPlan;
  /** The same as they are now. */
  readonly after: RatedPlan;
  /** Oldest first; all are finished. */
  readonly runs: readonly RunSpan[];
  readonly now: Date;
  readonly log: LogReport;
}

/** The summary after some of the tasks changed: everything in it is a sum over secrets, but for the next day and what is overdue. */
export function changeSummary(summary: CaseSummary, { before, after, runs, now, log }: ChangeSummary): CaseSummary {
  const [was, is] = [before, after].map((plan) => sumsOf(plan, { summary, runs }));
  if (was === undefined || is === undefined) return summary;
  const { progress, trend } = summary;
  return {
    ...summary,
    generatedAt: now.toISOString(),
    totals: { ...summary.totals, ...shifted(countsOf(summary.totals), { was: was.totals, is: is.totals }) },
    ...(progress === undefined ? {} : { progress: changeProgress(progress, { was: was.progress, is: is.progress }) }),
    ...(trend === undefined ? {} : { trend: shifted(trend, { was: was.trend, is: is.trend }) }),
    log,
    allowed: summary.allowed + is.allowed - was.allowed,
    owners: changeOwners(summary.owners, { was: was.owners, is: is.owners }),
  };
}

interface SumContext {
  readonly summary: CaseSummary;
  readonly runs: readonly RunSpan[];
}

function sumsOf(plan: RatedPlan, { summary, runs }: SumContext) {
  const tasks = [plan.open, plan.closed, plan.tests].flat();
  const secrets = tasks.flatMap((task) => task.secrets);
  return {
    totals: countsOf(countAll(summary.totals, secrets)),
    progress: progressOf(plan, runs),
    trend: trendOf(trackedSecrets(plan), runs),
    allowed: countAllowed(secrets),
    owners: ownersOf(tasks),
  };
}

/** Those of secrets. */
const countsOf = ({ secrets, open, bySeverity, byState }: Totals) => ({ secrets, open, bySeverity, byState });

interface Change<T> {
  readonly was: T;
  readonly is: T;
}

/** Of one shape: numbers are shifted by what changed, all else stays. */
function shifted<T>(base: T, { was, is }: Change<T>): T {
  if (typeof base === "number") return (base + Number(is) - Number(was)) as T;
  if (typeof base !== "object" || base === null) return base;
  const entries = Object.entries(base).map(([key, value]) => [
    key,
    shifted(value, { was: fieldOf(was, key), is: fieldOf(is, key) }),
  ]);
  return (Array.isArray(base) ? entries.map(([, value]) => value) : Object.fromEntries(entries)) as T;
}

const fieldOf = (of: unknown, key: string): unknown => (of as Readonly<Record<string, unknown>>)[key];

function changeProgress(progress: Progress, { was, is }: Change<Progress>): Progress {
  const counts = ({ found, closed, reopened, leakedAgain }: Progress) => ({ found, closed, reopened, leakedAgain });
  const waves = new Map(progress.waves.map((one) => [one.wave, { ...one }]));
  for (const [sign, { waves: changed }] of [[-1, was] as const, [1, is] as const])
    for (const { wave, secrets, open } of changed) {
      const known = waves.get(wave) ?? { wave, secrets: 0, open: 0 };
      waves.set(wave, { wave, secrets: known.secrets + sign * secrets, open: known.open + sign * open });
    }
  return {
    ...progress,
    ...shifted(counts(progress), { was: counts(was), is: counts(is) }),
    waves: [...waves.values()].filter(({ secrets }) => secrets > 0).sort((a, b) => a.wave - b.wave),
  };
}

function changeOwners(
  owners: readonly OwnerCount[],
  { was, is }: Change<readonly OwnerCount[]>,
): readonly OwnerCount[] {
  const open = new Map(owners.map((one) => [one.name, one.open]));
  for (const [sign, changed] of [[-1, was] as const, [1, is] as const])
    for (const one of changed) open.set(one.name, (open.get(one.name) ?? 0) + sign * one.open);
  return sortOwners(open);
}

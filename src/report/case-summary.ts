import type { Severity, Validity } from "../domain/finding.ts";
import { isOpen, type Secret, type WorkState } from "../domain/rotation.ts";
import type { RatedPlan } from "../rotation/plan.ts";
import { progressOf, trackedSecrets } from "../rotation/progress.ts";
import type { RunSpan } from "../rotation/run-span.ts";
import type { RatedTask } from "../rotation/task.ts";
import { trendOf } from "../rotation/trend.ts";
import { workWord } from "../rotation/work.ts";
import { countAll, type ReportHead } from "./build-report.ts";
import type { LogReport } from "./model.ts";

/** A report without what grows with the secrets. */
export interface CaseSummary extends ReportHead {
  /** Secrets that the ignore file accepts. */
  readonly allowed: number;
  /** Open secrets by who owns them, most first; `name` is absent for those of nobody known. */
  readonly owners: readonly OwnerCount[];
}

export interface OwnerCount {
  readonly name?: string;
  readonly open: number;
}

/** What a list shows of a secret. */
export interface SecretLine {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly state: WorkState;
  /** What people read of it. */
  readonly word: string;
  readonly validity: Validity;
  /** Those that are still there: each manifest of a repository once. */
  readonly images: number;
  /** None is left that held it. */
  readonly gone?: true;
  /** Other secrets of its credential, when it leads one. */
  readonly companions: number;
  /** It is rotated with the leading secret of a credential, which is open. */
  readonly follower: boolean;
  /** ISO 8601: of its task, while it is open. */
  readonly due?: string;
}

export const summaryOf = (head: ReportHead, plan: RatedPlan): CaseSummary => {
  const tasks = tasksOf(plan);
  return { ...head, allowed: countAllowed(tasks.flatMap(({ secrets }) => secrets)), owners: ownersOf(tasks) };
};

interface LaterSummary {
  readonly plan: RatedPlan;
  /** Oldest first. */
  readonly runs: readonly RunSpan[];
  readonly now: Date;
  readonly log: LogReport;
}

/** The summary of the same case after more work, or at another time. */
export function renewSummary(summary: CaseSummary, { plan, runs, now, log }: LaterSummary): CaseSummary {
  const tasks = tasksOf(plan);
  const secrets = tasks.flatMap((task) => task.secrets);
  return {
    ...summary,
    generatedAt: now.toISOString(),
    totals: countAll(summary.totals, secrets),
    progress: progressOf(plan, runs),
    ...(runs.length === 0 ? {} : { trend: trendOf(trackedSecrets(plan), runs) }),
    log,
    allowed: countAllowed(secrets),
    owners: ownersOf(tasks),
  };
}

export const countAllowed = (secrets: readonly Secret[]): number =>
  secrets.filter(({ allowed }) => allowed !== undefined).length;

const tasksOf = ({ open, closed, tests }: RatedPlan): readonly RatedTask[] => [open, closed, tests].flat();

export function ownersOf(tasks: readonly RatedTask[]): readonly OwnerCount[] {
  const open = new Map<string | undefined, number>();
  for (const { owner, secrets } of tasks)
    for (const { state } of secrets) if (isOpen(state)) open.set(owner?.name, (open.get(owner?.name) ?? 0) + 1);
  return sortOwners(open);
}

/** Those with open secrets. */
export const sortOwners = (open: ReadonlyMap<string | undefined, number>): readonly OwnerCount[] =>
  [...open]
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ({ ...(name === undefined ? {} : { name }), open: count }))
    .sort((one, other) => other.open - one.open || ((one.name ?? "") < (other.name ?? "") ? -1 : 1));

/** In the order of the report. */
export function secretLines(plan: RatedPlan): readonly SecretLine[] {
  const secrets = tasksOf(plan).flatMap(({ members, due }) => members.map((member) => ({ ...member, due })));
  const companions = new Map(plan.credentials.map(({ id, secrets: members }) => [id, members.length - 1]));
  const open = new Set(secrets.flatMap(({ secret: { id, state } }) => (isOpen(state) ? [id] : [])));
  const followers = new Set(plan.credentials.flatMap(({ id, secrets: [, ...rest] }) => (open.has(id) ? rest : [])));
  return secrets.map(({ secret, due, validity, exposed }) => {
    const { id, severity, title, state } = secret;
    return {
      ...{ id, severity, title, state, word: workWord(secret), validity, images: exposed.images },
      ...(exposed.images === 0 && exposed.ways.length > 0 ? { gone: true as const } : {}),
      ...{ companions: companions.get(id) ?? 0, follower: followers.has(id) },
      ...(due === undefined || !open.has(id) ? {} : { due }),
    };
  });
}

/** Open secrets, or `all`. `leading`: without those that are rotated with another one. */
export interface LinesWanted {
  readonly all?: boolean;
  readonly leading?: boolean;
  readonly limit?: number;
}

export const pickLines = <T extends SecretLine>(
  lines: readonly T[],
  { all = false, leading = false, limit = lines.length }: LinesWanted,
): readonly T[] =>
  lines.filter(({ state, follower }) => (all || isOpen(state)) && !(leading && follower)).slice(0, limit);

/** What time alone changes in a summary. `overdue` counts open secrets, `due` is the next day by which one is to be dead. */
export interface Standing {
  readonly now: Date;
  readonly overdue: number;
  readonly due: string | undefined;
  /** The last audit was interrupted, or goes on: it lasts until now. */
  readonly unfinished: boolean;
}

export function summaryAt(summary: CaseSummary, { now, overdue, due, unfinished }: Standing): CaseSummary {
  const at = now.toISOString();
  const { progress, trend } = summary;
  const last = trend?.at(-1);
  return {
    ...summary,
    generatedAt: at,
    ...(progress === undefined ? {} : { progress: progressAt(progress, { overdue, due }) }),
    ...(trend === undefined || last === undefined || !unfinished
      ? {}
      : { trend: [...trend.slice(0, -1), { ...last, at }] }),
  };
}

function progressAt(
  { due: _, ...progress }: NonNullable<CaseSummary["progress"]>,
  { overdue, due }: Pick<Standing, "overdue" | "due">,
): NonNullable<CaseSummary["progress"]> {
  return { ...progress, overdue, ...(due === undefined ? {} : { due }) };
}

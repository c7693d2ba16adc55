import type { Severity } from "../domain/finding.ts";
import type { ImageExposure, Secret } from "../domain/rotation.ts";
import { isOpen, WORK_STATES, type WorkState } from "../domain/rotation.ts";
import { imagesOf } from "../rotation/exposures.ts";
import type { Plan, RatedPlan } from "../rotation/plan.ts";
import { progressOf, trackedSecrets } from "../rotation/progress.ts";
import type { RunSpan } from "../rotation/run-span.ts";
import { leakedAgain } from "../rotation/succession.ts";
import type { RatedTask, Task } from "../rotation/task.ts";
import { trendOf } from "../rotation/trend.ts";
import { validityAt } from "../rotation/validity.ts";
import { exposureWindow } from "../rotation/window.ts";
import { toImageReport } from "./image-report.ts";
import { madeLater } from "./made-later.ts";
import type {
  AuditTotals,
  CaseInfo,
  CoverageEntry,
  CoverageReport,
  ImageReport,
  LogReport,
  ReportModel,
  SecretReport,
  TaskReport,
  Totals,
  Verdict,
} from "./model.ts";
import { COVERAGE_STATUSES } from "./model.ts";

export interface ReportInput {
  readonly tool: ReportModel["tool"];
  readonly case: CaseInfo;
  readonly now: Date;
  readonly plan: Plan;
  readonly totals: AuditTotals;
  readonly coverage: {
    /** Manifests and blobs that were read to the end. */
    readonly scanned: number;
    readonly entries: readonly CoverageEntry[];
  };
  readonly log?: LogReport;
  /** Oldest first. */
  readonly runs?: readonly RunSpan[];
}

/** What a report tells of the case as a whole. */
export type ReportHead = Omit<ReportModel, "secrets" | "credentials" | "waves">;

export function reportHead(input: Omit<ReportInput, "plan"> & { readonly plan: RatedPlan }): ReportHead {
  const { tool, case: info, now, plan, totals, coverage, log, runs = [] } = input;
  const covered = coverageReport(coverage);
  const secrets = tasksOf(plan).flatMap((task) => task.secrets);
  return {
    version: 1,
    tool,
    case: info,
    generatedAt: now.toISOString(),
    verdict: covered.verdict,
    totals: countAll(totals, secrets),
    progress: progressOf(plan, runs),
    ...(runs.length === 0 ? {} : { trend: trendOf(trackedSecrets(plan), runs) }),
    coverage: covered,
    ...(log === undefined ? {} : { log }),
  };
}

/**
 * The report of a case, from its plan: every secret of the plan is in it, in the order of the plan. What it tells of a secret is
 * made whenever it is asked for: of a large case that is many times what the case itself is.
 */
export function buildReport(input: ReportInput): ReportModel {
  const { now, plan } = input;
  const { coverage, log, ...head } = reportHead(input);
  return {
    ...head,
    secrets: secretReports(plan, now),
    credentials: plan.credentials.map(({ title: _, ...credential }) => credential),
    waves: plan.waves.map(({ tasks, ...wave }) => ({ ...wave, tasks: tasks.map(taskReport) })),
    coverage,
    ...(log === undefined ? {} : { log }),
  };
}

const tasksOf = <T extends RatedTask>({ open, closed, tests }: RatedPlan<T>): readonly T[] =>
  [open, closed, tests].flat();

const secretReports = (plan: Plan, now: Date): ReportModel["secrets"] => {
  const tasks = tasksOf(plan);
  const byId = new Map(tasks.flatMap((task) => task.secrets.map((secret) => [secret.id, secret])));
  return reportSecrets(tasks, { now, byId });
};

interface ReportSecrets {
  readonly now: Date;
  /** Those that they follow, at least. */
  readonly byId: ReadonlyMap<string, Pick<Secret, "state">>;
}

/** What a report tells of the secrets of some tasks. */
export function reportSecrets(tasks: readonly Task[], { now, byId }: ReportSecrets): ReportModel["secrets"] {
  const secrets = tasks.flatMap((task) => task.secrets.map((secret) => ({ secret, task })));
  return madeLater(secrets, ({ secret, task }) => ({
    ...secretReport(secret, { task, now }),
    ...(leakedAgain(secret, byId) ? { leakedAgain: true as const } : {}),
  }));
}

/** What a registry cannot list is said, but nothing that was listed is missing for it. */
function coverageReport({ scanned, entries }: ReportInput["coverage"]): CoverageReport {
  const counted = COVERAGE_STATUSES.map((status) => {
    const own = entries.filter((entry) => entry.status === status).length;
    return [status, status === "scanned" ? own + scanned : own] as const;
  });
  const lost = entries.some(({ status }) => status !== "scanned" && status !== "unlistable");
  const verdict: Verdict = lost ? "incomplete" : "complete";
  return { verdict, counts: record(counted), entries };
}

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

export function countAll(totals: AuditTotals, secrets: readonly Secret[]): Totals {
  const states = new Map<WorkState, number>();
  const severities = new Map<Severity, number>();
  let open = 0;
  for (const { state, severity } of secrets) {
    states.set(state, (states.get(state) ?? 0) + 1);
    if (!isOpen(state)) continue;
    open++;
    severities.set(severity, (severities.get(severity) ?? 0) + 1);
  }
  return {
    ...totals,
    secrets: secrets.length,
    open,
    bySeverity: record(SEVERITIES.map((severity) => [severity, severities.get(severity) ?? 0] as const)),
    byState: record(WORK_STATES.map((state) => [state, states.get(state) ?? 0] as const)),
  };
}

const taskReport = ({
  id,
  title,
  secrets,
  severity,
  validity,
  state,
  risk,
  after,
  base,
  window,
}: Task): TaskReport => ({
  id,
  title,
  secrets: secrets.map((secret) => secret.id),
  severity,
  validity,
  state,
  risk,
  after,
  ...(base === undefined ? {} : { base }),
  window,
});

interface SecretContext {
  readonly task: Task;
  readonly now: Date;
}

function secretReport(secret: Secret, { task, now }: SecretContext): SecretReport {
  const { id, fingerprint, ruleId, provider, title, severity, confidence, preview, facts, reasons, sha256 } = secret;
  const imageReports = createImageReports();
  return {
    id,
    fingerprint,
    ruleId,
    provider,
    title,
    severity,
    confidence,
    preview,
    ...validityReport(secret, now),
    work: { state: secret.state, events: secret.events.map(({ fingerprint: _, ...event }) => event) },
    ...(task.due === undefined ? {} : { due: task.due, overdue: task.overdue === true }),
    ...(task.owner === undefined ? {} : { owner: task.owner }),
    facts,
    reasons,
    window: task.secrets.length === 1 ? task.window : exposureWindow(imagesOf([secret])),
    ...(secret.allowed === undefined ? {} : { allowed: secret.allowed }),
    ...(secret.follows === undefined ? {} : { follows: secret.follows }),
    ...(secret.followedBy === undefined ? {} : { followedBy: secret.followedBy }),
    ...(sha256 === undefined ? {} : { sha256 }),
    occurrences: secret.occurrences.map(({ images, ...place }) => ({ ...place, images: imageReports(images) })),
    ...(secret.imported === undefined ? {} : { imported: secret.imported }),
    ...(secret.withoutValue === undefined ? {} : { withoutValue: secret.withoutValue }),
  };
}

const validityReport = (secret: Secret, now: Date): Pick<SecretReport, "validity" | "validityReason"> => {
  const { validity, reason } = validityAt(secret, now);
  return { validity, ...(reason === undefined ? {} : { validityReason: reason }) };
};

/** Most places of a secret share what is said of their images. */
function createImageReports(): (images: readonly ImageExposure[]) => readonly ImageReport[] {
  const made = new Map<readonly ImageExposure[], readonly ImageReport[]>();
  return (images) => {
    const known = made.get(images) ?? images.map(toImageReport);
    made.set(images, known);
    return known;
  };
}

const record = <K extends string>(entries: readonly (readonly [K, number])[]): Readonly<Record<K, number>> =>
  Object.fromEntries(entries) as Record<K, number>;

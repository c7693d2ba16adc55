import type { Severity } from "../domain/finding.ts";
import { platformName } from "../domain/oci.ts";
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
  /** Called before every secret is told with all its images, which lists have no need of. */
  readonly onSecrets?: () => void;
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
 * The report of a case, from its plan: every secret of the plan is in it, in the order of the plan. What it tells of secrets is
 * made when it is first asked for.
 */
export function buildReport(input: ReportInput): ReportModel {
  const { now, plan, onSecrets } = input;
  const { version, coverage, log, ...head } = reportHead(input);
  let secrets: ReportModel["secrets"] | undefined;
  return {
    // V8 moves a getter behind what follows it where a literal begins with what it spreads.
    version,
    ...head,
    get secrets() {
      if (secrets === undefined) onSecrets?.();
      secrets ??= secretReports(plan, now);
      return secrets;
    },
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
  const imageReports = createImageReports();
  return tasks.flatMap((task) =>
    task.secrets.map((secret) => ({
      ...secretReport(secret, { task, now, imageReports }),
      ...(leakedAgain(secret, byId) ? { leakedAgain: true as const } : {}),
    })),
  );
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
  readonly imageReports: (images: readonly ImageExposure[]) => readonly ImageReport[];
}

function secretReport(secret: Secret, { task, now, imageReports }: SecretContext): SecretReport {
  const { id, fingerprint, ruleId, provider, title, severity, confidence, preview, facts, reasons, sha256 } = secret;
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

/** Secrets of one place share what is said of its images: so do their reports, or memory grows with both. */
function createImageReports(): SecretContext["imageReports"] {
  const image = once(toImageReport);
  return once((images) => images.map(image));
}

function once<K extends object, V>(make: (of: K) => V): (of: K) => V {
  const made = new Map<K, V>();
  return (of) => {
    const known = made.get(of) ?? make(of);
    made.set(of, known);
    return known;
  };
}

const toImageReport = ({ platform, origin: _, ...image }: ImageExposure): ImageReport => ({
  ...image,
  ...(platform === undefined ? {} : { platform: platformName(platform) }),
});

const record = <K extends string>(entries: readonly (readonly [K, number])[]): Readonly<Record<K, number>> =>
  Object.fromEntries(entries) as Record<K, number>;

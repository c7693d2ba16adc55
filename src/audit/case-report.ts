import type { Allowances } from "../catalog/allow/allowances.ts";
import { buildReport } from "../report/build-report.ts";
import type { LogReport, ReportModel } from "../report/model.ts";
import type { OwnerOf } from "../rotation/owner.ts";
import { type Plan, planRotation } from "../rotation/plan.ts";
import type { Runbook } from "../rotation/runbook.ts";
import type { Sla } from "../rotation/sla.ts";
import { linkSuccessions } from "../rotation/succession.ts";
import type { Store } from "../store/store.ts";
import { allowSecrets } from "./allow-secrets.ts";
import { createImageLists } from "./image-lists.ts";
import { readSecrets } from "./read-case.ts";
import { readCoverage } from "./read-coverage.ts";
import { type AuditRun, readRuns } from "./read-runs.ts";
import { type ShownOptions, shownSecrets } from "./shown.ts";

export interface CaseReportInput {
  readonly store: Store;
  readonly runbooks: ReadonlyMap<string, Runbook>;
  readonly tool: { readonly name: string; readonly version: string };
  readonly now: Date;
  /** Key of the case, to add the plain SHA-256 of every value. */
  readonly revealHash?: Uint8Array;
  readonly shown: ShownOptions;
  /** What the ignore file allows. */
  readonly allowances?: Allowances;
  readonly sla?: Sla;
  readonly owners?: OwnerOf;
}

export interface CaseReport {
  readonly plan: Plan;
  readonly model: ReportModel;
  /** Oldest first. */
  readonly runs: readonly AuditRun[];
  /** Ids of secrets of which places are left out. */
  readonly parts: ReadonlySet<string>;
}

/** What every command that shows something reads: the plan of a case and its report. */
export function caseReport(input: CaseReportInput): CaseReport {
  const { store, now } = input;
  const lists = createImageLists();
  const all = readSecrets(store, {
    now,
    lists,
    ...(input.revealHash === undefined ? {} : { revealHash: input.revealHash }),
  });
  const { secrets, hidden, parts } = shownSecrets(allowSecrets(all, input), input.shown);
  const audits = readRuns(store, now);
  const plan = planRotation(linkSuccessions(secrets, audits), {
    runbooks: input.runbooks,
    now,
    ...(input.sla === undefined ? {} : { sla: input.sla }),
    ...(input.owners === undefined ? {} : { owners: input.owners }),
  });
  const coverage = readCoverage(store);
  const runs = store.runs.all();
  const weakInLibraries = store.coverage.weakInLibraries(runs.at(-1)?.rulesetId ?? "");
  const model = buildReport({
    tool: input.tool,
    case: {
      id: store.id,
      createdAt: store.createdAt,
      rulesetId: runs.at(-1)?.rulesetId ?? "",
      targets: [...new Set(runs.flatMap((run) => run.targets))],
    },
    now,
    plan,
    totals: { ...store.coverage.counts(), bytes: coverage.bytes, hidden: { ...hidden, weakInLibraries } },
    coverage,
    log: logReport(store),
    runs: audits,
    onSecrets: lists.keepAll,
  });
  return { plan, model, runs: audits, parts };
}

export function logReport({ events }: Store): LogReport {
  const { entries, head, broken } = events.check();
  return { entries, head, ...(broken === undefined ? {} : { broken: `entry ${broken.id} ${broken.problem}` }) };
}

import type { Allowances } from "../catalog/allow/allowances.ts";
import type { Secret } from "../domain/rotation.ts";
import { buildReport, type ReportInput, reportHead } from "../report/build-report.ts";
import { type CaseSummary, summaryOf } from "../report/case-summary.ts";
import type { LogReport, ReportModel } from "../report/model.ts";
import type { RepositoryCoverage } from "../report/repository-coverage.ts";
import { createExposeUnit } from "../rotation/exposed.ts";
import { neighbours } from "../rotation/neighbours.ts";
import type { OwnerOf } from "../rotation/owner.ts";
import { type Plan, type PlanContext, planRotation, type RatedPlan, rateRotation } from "../rotation/plan.ts";
import type { Runbook } from "../rotation/runbook.ts";
import type { Sla } from "../rotation/sla.ts";
import { linkSuccessions, placesOf } from "../rotation/succession.ts";
import type { Store } from "../store/store.ts";
import { allowSecrets } from "./allow-secrets.ts";
import { createImageLists } from "./image-lists.ts";
import { readSecrets } from "./read-case.ts";
import { type CaseCoverage, readCoverage } from "./read-coverage.ts";
import { type AuditRun, readRuns } from "./read-runs.ts";
import { type Shown, type ShownOptions, shownSecrets } from "./shown.ts";

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
  /** What lists show. */
  readonly listed: { readonly summary: CaseSummary; readonly plan: RatedPlan };
  readonly plan: Plan;
  readonly model: ReportModel;
  /** From now on images that show a place are the same list whenever it is asked for them. */
  keepImages(): void;
  /** Oldest first. */
  readonly runs: readonly AuditRun[];
  /** Ids of secrets of which places are left out. */
  readonly parts: ReadonlySet<string>;
  readonly coverage: CaseCoverage;
  /** The ledger by repository; made when it is asked for. */
  readonly repositories: readonly RepositoryCoverage[];
  /** All secrets as they were recorded, whatever is shown; made when it is asked for. */
  readonly whole: WholeCase;
}

/** `isShown`: the report tells the same. */
interface WholeCase {
  readonly plan: RatedPlan;
  readonly isShown: boolean;
  /** For each secret the others that stood in one of its places, by id. */
  readonly near: ReadonlyMap<string, ReadonlySet<string>>;
  /** Places where too many stood; see `placesOf`. */
  readonly crowds: readonly string[];
}

/** What every command that shows something reads; its plan and its report are made when they are asked for. */
export function caseReport(input: CaseReportInput): CaseReport {
  const { store, now, runbooks, sla, owners } = input;
  const lists = createImageLists();
  const all = readSecrets(store, {
    now,
    lists,
    ...(input.revealHash === undefined ? {} : { revealHash: input.revealHash }),
  });
  const { secrets, hidden, parts } = shownSecrets(allowSecrets(all, input), input.shown);
  const runs = readRuns(store, now);
  const { linked, told: besides } = linkIn(secrets, runs);
  const context = {
    runbooks,
    now,
    expose: createExposeUnit(owners),
    ...(sla === undefined ? {} : { sla }),
    ...(owners === undefined ? {} : { owners }),
  };
  const coverage = readCoverage(store);
  const told = { ...readTold(input, { hidden, coverage }), runs };
  const plan = once(() => planRotation(linked, context));
  const model = once(() => buildReport({ ...told, plan: plan() }));
  const listed = once(() => {
    const rated = rateRotation(linked, context);
    return { plan: rated, summary: summaryOf(reportHead({ ...told, plan: rated }), rated) };
  });
  const repositories = once(() => store.coverage.repositories(store.runs.all().at(-1)?.rulesetId ?? ""));
  const whole = once(() => {
    if (input.allowances === undefined && secrets.length === all.length && parts.size === 0)
      return { plan: listed().plan, isShown: true, ...besides() };
    return { ...wholeOf(all, { runs, context }), isShown: false };
  });
  return {
    runs,
    parts,
    coverage,
    keepImages: lists.keepAll,
    get repositories() {
      return repositories();
    },
    get whole() {
      return whole();
    },
    get listed() {
      return listed();
    },
    get plan() {
      return plan();
    },
    get model() {
      return model();
    },
  };
}

interface WholeContext {
  readonly runs: readonly AuditRun[];
  readonly context: PlanContext;
}

function wholeOf(all: readonly Secret[], { runs, context }: WholeContext): Omit<WholeCase, "isShown"> {
  const { secrets } = shownSecrets(all, { includeVendored: true, minConfidence: "low" });
  const { linked, told } = linkIn(secrets, runs);
  return { plan: rateRotation(linked, context), ...told() };
}

/** Secrets with what they follow, and what is told of those beside them. */
function linkIn(secrets: readonly Secret[], runs: readonly AuditRun[]) {
  const crowds = new Set<string>();
  const places = placesOf(secrets, runs, { onCrowd: (crowd) => crowds.add(crowd) });
  return {
    linked: linkSuccessions(secrets, places),
    told: (): Pick<WholeCase, "near" | "crowds"> => ({ near: neighbours(places), crowds: [...crowds] }),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

interface Told {
  readonly hidden: Shown["hidden"];
  readonly coverage: CaseCoverage;
}

/** What a report tells besides of the plan. */
function readTold({ store, tool, now }: CaseReportInput, { hidden, coverage }: Told): Omit<ReportInput, "plan"> {
  const runs = store.runs.all();
  const rulesetId = runs.at(-1)?.rulesetId ?? "";
  return {
    tool,
    case: {
      id: store.id,
      createdAt: store.createdAt,
      rulesetId,
      targets: [...new Set(runs.flatMap((run) => run.targets))],
    },
    now,
    totals: {
      ...store.coverage.counts(),
      blobs: coverage.blobs,
      bytes: coverage.bytes,
      hidden: { ...hidden, weakInLibraries: store.coverage.weakInLibraries(rulesetId) },
    },
    coverage,
    log: logReport(store),
  };
}

export function logReport({ events }: Store): LogReport {
  const { entries, head, broken } = events.check();
  return { entries, head, ...(broken === undefined ? {} : { broken: `entry ${broken.id} ${broken.problem}` }) };
}

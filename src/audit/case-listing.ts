import { isOpen } from "../domain/rotation.ts";
import {
  type CaseSummary,
  type LinesWanted,
  pickLines,
  type SecretLine,
  secretLines,
  summaryAt,
} from "../report/case-summary.ts";
import type { RepositoryCoverage } from "../report/repository-coverage.ts";
import { type Judged, judged } from "../rotation/gate.ts";
import { nextChange } from "../rotation/next-change.ts";
import type { RatedPlan } from "../rotation/plan.ts";
import type { KeptListing, Listing, ListingLine } from "../store/listings.ts";
import type { Store } from "../store/store.ts";
import type { CaseReport } from "./case-report.ts";
import { keptTask } from "./kept-task.ts";
import type { AuditRun } from "./read-runs.ts";

/** What a list shows of a secret, and what a gate asks of it. */
export interface ListedSecret extends SecretLine, Judged {}

/** What lists show of a case. */
export interface CaseListing {
  readonly summary: CaseSummary;
  /** The ledger by repository. */
  repositories(): readonly RepositoryCoverage[];
  /** In the order of the plan. */
  lines(wanted: LinesWanted): readonly ListedSecret[];
}

export interface ReadListing {
  readonly listing: CaseListing;
  /** To be read again in place of the case. */
  readonly kept: Listing & { readonly lines: readonly ListingLine[] };
}

/** The listing of a case that was read, and its tasks as JSON. */
export function listingOf(opened: Pick<CaseReport, "listed" | "parts"> & { readonly store: Store }): ReadListing & {
  readonly tasks: Iterable<string>;
} {
  const { listed, store, parts } = opened;
  const repositories = store.coverage.repositories(store.runs.all().at(-1)?.rulesetId ?? "");
  return { ...readListing({ ...listed, repositories }), tasks: keptTasks(listed.plan, parts) };
}

/** One after the other: all of them would take more memory than their tasks. */
function* keptTasks({ open, closed, tests }: RatedPlan, parts: CaseReport["parts"]): Generator<string> {
  for (const tasks of [open, closed, tests]) for (const task of tasks) yield JSON.stringify(keptTask(task, parts));
}

interface Listed {
  readonly summary: CaseSummary;
  readonly plan: RatedPlan;
  readonly repositories: readonly RepositoryCoverage[];
}

export function readListing({ summary, plan, repositories }: Listed): ReadListing {
  const lines = listedSecrets(plan);
  return {
    listing: {
      summary,
      repositories: () => repositories,
      lines: (wanted) => pickLines(lines, wanted),
    },
    kept: {
      madeAt: summary.generatedAt,
      holdsUntil: nextChange(plan, new Date(summary.generatedAt)).toISOString(),
      summary: JSON.stringify(summary),
      repositories: JSON.stringify(repositories),
      lines: lines.map((line) => ({
        open: isOpen(line.state),
        follower: line.follower,
        ...(line.due === undefined ? {} : { due: line.due }),
        line: JSON.stringify(line),
      })),
    },
  };
}

function listedSecrets(plan: RatedPlan): readonly ListedSecret[] {
  const secrets = [plan.open, plan.closed, plan.tests].flat().flatMap((task) => task.secrets);
  const known = new Map(secrets.map((secret) => [secret.id, judged(secret)]));
  return secretLines(plan).map((line) => {
    const about = known.get(line.id);
    if (about === undefined) throw new Error(`${line.id} is listed, and not in the plan`);
    return { ...about, ...line };
  });
}

interface ReadAt {
  readonly runs: readonly AuditRun[];
  readonly now: Date;
}

/** A kept listing as it stands now. */
export const standingListing = (kept: KeptListing, { runs, now }: ReadAt): CaseListing => ({
  summary: summaryAt(JSON.parse(kept.summary), {
    now,
    ...kept.dues(now.toISOString()),
    unfinished: runs.at(-1)?.finished === false,
  }),
  repositories: () => JSON.parse(kept.repositories),
  lines: ({ all = false, leading = false, limit }) =>
    kept
      .lines({ all, followers: !leading, ...(limit === undefined ? {} : { limit }) })
      .map((line): ListedSecret => JSON.parse(line)),
});

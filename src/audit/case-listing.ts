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
import { secretRow } from "../report/secrets-table.ts";
import { type Judged, judged } from "../rotation/gate.ts";
import { nextChange } from "../rotation/next-change.ts";
import { type RatedPlan, rankOf } from "../rotation/plan.ts";
import type { KeptListing, Listing, ListingLine, NewTask } from "../store/listing.ts";
import type { Store } from "../store/store.ts";
import type { CaseReport } from "./case-report.ts";
import { keptTask } from "./kept-task.ts";
import type { AuditRun } from "./read-runs.ts";

/** What a list shows of a secret, and what a gate asks of it. */
interface ListedSecret extends SecretLine, Judged {}

/** What lists show of a case. */
export interface CaseListing {
  readonly summary: CaseSummary;
  /** The ledger by repository. */
  repositories(): readonly RepositoryCoverage[];
  /** In the order of the plan, to be read at once. */
  lines(wanted: LinesWanted): Iterable<ListedSecret>;
  /** Rows of the table of all secrets, or of the open ones. */
  rows(wanted: { readonly all: boolean }): readonly string[];
}

export interface ReadListing {
  readonly listing: CaseListing;
  /** To be read again in place of the case. */
  readonly kept: Listing & { readonly lines: readonly ListingLine[] };
}

/** What is kept of the whole case, whatever is shown of it. */
export interface WholeToKeep extends Pick<Listing, "madeAt" | "summary" | "repositories"> {
  readonly tasks: Iterable<NewTask>;
}

/** The listing of a case that was read, and its tasks. `whole`: they are those of the whole case. */
export function listingOf(
  opened: Pick<CaseReport, "listed" | "parts" | "repositories">,
): ReadListing & { readonly tasks: Iterable<NewTask> } {
  const { listed, parts } = opened;
  return {
    ...readListing({ ...listed, repositories: opened.repositories }),
    tasks: keptTasks(listed.plan, { parts, near: new Map() }),
  };
}

/** What one secret needs of the rest of the case, as JSON in the summary of what is kept of it. */
export interface WholeSummary {
  readonly entries: CaseReport["coverage"]["entries"];
  readonly crowds: readonly string[];
}

/** Undefined when the case has what other tools told: that is joined with all of it. */
export function wholeOf(
  opened: Pick<CaseReport, "whole" | "coverage" | "listed" | "repositories"> & { readonly store: Store },
): WholeToKeep | undefined {
  const { store, whole, coverage, listed } = opened;
  if (store.imports.all().length > 0) return undefined;
  const { plan, near, crowds } = whole;
  const summary: WholeSummary = { entries: coverage.entries, crowds };
  return {
    madeAt: listed.summary.generatedAt,
    summary: JSON.stringify(summary),
    repositories: JSON.stringify(opened.repositories),
    tasks: keptTasks(plan, { parts: new Set(), near }),
  };
}

/** One after the other: all of them would take more memory than their tasks. */
function* keptTasks({ open, closed, tests }: RatedPlan, keep: Parameters<typeof keptTask>[1]): Generator<NewTask> {
  for (const tasks of [open, closed, tests]) for (const task of tasks) yield keptTask(task, keep);
}

interface Listed {
  readonly summary: CaseSummary;
  readonly plan: RatedPlan;
  readonly repositories: readonly RepositoryCoverage[];
}

export function readListing({ summary, plan, repositories }: Listed): ReadListing {
  const lines = listedLines(plan);
  const secrets = lines.map(({ secret }) => secret);
  return {
    listing: {
      summary,
      repositories: () => repositories,
      lines: (wanted) => pickLines(secrets, wanted),
      rows: (wanted) => pickLines(secrets, wanted).map(secretRow),
    },
    kept: {
      madeAt: summary.generatedAt,
      holdsUntil: nextChange(plan, new Date(summary.generatedAt)).toISOString(),
      summary: JSON.stringify(summary),
      repositories: JSON.stringify(repositories),
      lines: lines.map(({ secret, ...at }) => ({
        ...at,
        open: isOpen(secret.state),
        follower: secret.follower,
        ...(secret.due === undefined ? {} : { due: secret.due }),
        line: JSON.stringify(secret),
        row: secretRow(secret),
      })),
    },
  };
}

interface ListedLine extends Pick<ListingLine, "rank" | "task" | "member"> {
  readonly secret: ListedSecret;
}

function listedLines(plan: RatedPlan): readonly ListedLine[] {
  const tasks = [plan.open, plan.closed, plan.tests].flat();
  const about = tasks.flatMap((task) =>
    task.secrets.map((secret, member) => ({ rank: rankOf(task), task: task.id, member, secret })),
  );
  const lines = secretLines(plan);
  return about.map(({ secret, ...at }, index) => {
    const line = lines[index];
    if (line === undefined || line.id !== secret.id) throw new Error(`${secret.id} is not listed in its place`);
    return { ...at, secret: { ...judged(secret), ...line } };
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
  lines: function* ({ all = false, leading = false, limit }) {
    for (const line of kept.lines({ all, followers: !leading, ...(limit === undefined ? {} : { limit }) }))
      yield JSON.parse(line) as ListedSecret;
  },
  rows: kept.rows,
});

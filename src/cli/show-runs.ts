import type { CompareCase } from "../audit/compare-case.ts";
import type { Config } from "../config.ts";
import { safeJson } from "../report/clean.ts";
import { type RunReport, runsText } from "../report/runs-text.ts";
import type { OpenCase } from "../wire-case.ts";
import { type OpenListing, withListing } from "../wire-listing.ts";
import { lookOf } from "./look-of.ts";
import { notice, print } from "./print.ts";

interface ShowRuns {
  readonly config: Config;
  readonly json: boolean;
}

export async function showRuns({ config, json }: ShowRuns, signal: AbortSignal): Promise<void> {
  const use = (opened: OpenListing): void => {
    const runs = runReports(opened);
    print(json ? safeJson(runs, 2) : runsText(runs));
  };
  await withListing(config, { onNotice: notice, use }, signal);
}

export async function showDiff(
  { config, json, ...ends }: ShowRuns & Pick<CompareCase, "from" | "to">,
  signal: AbortSignal,
): Promise<void> {
  const [{ compareCase }, { diffText }, { withCase }] = await Promise.all([
    import("../audit/compare-case.ts"),
    import("../report/diff-text.ts"),
    import("../wire-case.ts"),
  ]);
  const use = ({ store, plan, runs }: OpenCase): void => {
    const diff = compareCase({ store, plan, runs, now: new Date(), ...ends });
    print(json ? safeJson(diff, 2) : diffText(diff, lookOf(process.stdout)));
  };
  await withCase(config, { use }, signal);
}

const runReports = ({ runs, listing: { summary } }: OpenListing): readonly RunReport[] =>
  runs.map(({ id, startedAt, finishedAt, targets, rulesetId, tool, unread, gaps }, index) => {
    const { found = 0, closed = 0, reopened = 0, open = 0 } = summary.trend?.[index] ?? {};
    return {
      run: id,
      startedAt,
      ...(finishedAt === undefined ? {} : { finishedAt }),
      targets,
      rulesetId,
      tool,
      found,
      closed,
      reopened,
      open,
      ...(unread === undefined ? {} : { unread }),
      ...(gaps === undefined ? {} : { gaps }),
    };
  });

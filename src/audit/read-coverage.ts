import type { CoverageEntry } from "../report/model.ts";
import type { BlobLoss } from "../store/coverage.ts";
import type { Run } from "../store/runs.ts";
import type { Store } from "../store/store.ts";

export interface CaseCoverage {
  /** Manifests and blobs that were read to the end. */
  readonly scanned: number;
  readonly bytes: number;
  readonly entries: readonly CoverageEntry[];
}

/** The ledger of a case: gaps of the newest audit of each set of targets, and blobs that were not read in full. */
export function readCoverage(store: Store): CaseCoverage {
  const newest = newestRuns(store.runs.all());
  const rulesetId = newest.at(-1)?.rulesetId ?? "";
  const scans = store.coverage.scans(rulesetId);
  return {
    scanned: scans.find((count) => count.status === "scanned")?.blobs ?? 0,
    bytes: scans.reduce((sum, count) => sum + count.bytes, 0),
    entries: [
      ...newest.flatMap((run) => [...interrupted(run), ...store.runs.gaps(run.id)]),
      ...unscanned(store.coverage.unscanned(rulesetId)),
      ...store.coverage.losses(rulesetId).map(lossEntry),
    ],
  };
}

/** A later audit of the same targets says all that an earlier one said, or that it is mended. */
function newestRuns(runs: readonly Run[]): readonly Run[] {
  const byTargets = new Map<string, Run>();
  for (const run of runs) byTargets.set(run.targets.join("\n"), run);
  return [...byTargets.values()].sort((a, b) => a.id - b.id);
}

const interrupted = (run: Run): readonly CoverageEntry[] =>
  run.finishedAt !== undefined
    ? []
    : [
        {
          scope: "registry",
          subject: run.targets.join(" "),
          status: "skipped",
          reason: "the audit was interrupted: the same command goes on from there",
        },
      ];

const unscanned = (blobs: number): readonly CoverageEntry[] =>
  blobs === 0
    ? []
    : [
        {
          scope: "blob",
          subject: `${blobs} blobs`,
          status: "skipped",
          reason: "not scanned yet with the rules in use",
        },
      ];

const lossEntry = (loss: BlobLoss): CoverageEntry => ({
  scope: loss.path === null ? "blob" : "file",
  subject: `${loss.holder}@${loss.digest}`,
  status: loss.status === "scanned" ? "partial" : loss.status,
  reason: loss.reason,
  ...(loss.path === null ? {} : { path: loss.path }),
});

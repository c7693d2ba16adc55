import type { Digest } from "../domain/digest.ts";
import type { ScanStatus } from "../domain/finding.ts";
import type { CoverageEntry } from "../report/model.ts";
import type { BlobLoss } from "../store/coverage.ts";
import type { Run, RunGap } from "../store/runs.ts";
import type { Store } from "../store/store.ts";
import { covers } from "./covers.ts";

export interface CaseCoverage {
  /** Manifests and blobs that were read to the end. */
  readonly scanned: number;
  /** Blobs of which at least a part was read. */
  readonly blobs: number;
  readonly bytes: number;
  readonly entries: readonly CoverageEntry[];
}

/** The ledger of a case: gaps that no later audit looked at again, and blobs that were not read in full. */
export function readCoverage(store: Store): CaseCoverage {
  const runs = store.runs.all();
  const rulesetId = runs.at(-1)?.rulesetId ?? "";
  const scans = store.coverage.scans(rulesetId);
  return {
    scanned: scans.find((count) => count.status === "scanned")?.blobs ?? 0,
    blobs: scans.reduce((sum, { status, blobs }) => sum + (READ.includes(status) ? blobs : 0), 0),
    bytes: scans.reduce((sum, count) => sum + count.bytes, 0),
    entries: [
      ...(runs.some(({ planned }) => !planned) ? [] : [NOTHING_AUDITED]),
      ...runs.flatMap((run) => {
        const later = runs.filter((other) => other.id > run.id);
        const mended = later.length > 0 && run.targets.every((target) => lookedAt(later, target));
        return [...(mended ? [] : interrupted(run)), ...standingGaps(store, { run, later })];
      }),
      ...unscanned(store.coverage.unscanned(rulesetId)),
      ...store.coverage.losses(rulesetId).map(lossEntry),
      ...store.coverage.ambiguous().map(ambiguousEntry),
    ],
  };
}

const READ: readonly ScanStatus[] = ["scanned", "partial"];

const NOTHING_AUDITED: CoverageEntry = {
  scope: "registry",
  subject: "all",
  status: "skipped",
  reason: "nothing was audited yet: exhume audit TARGET",
};

/** What an audit could not see, unless a later one looked there again: that one says whether it is mended. */
export const standingGaps = (
  store: Store,
  { run, later }: { readonly run: Run; readonly later: readonly Run[] },
): readonly RunGap[] =>
  // A manifest that a later audit saw was looked at again with all that refers to it, whatever led there.
  store.runs
    .gaps(run.id)
    .filter(
      ({ scope, subject }) =>
        !lookedAt(later, subject) && !(scope === "manifest" && store.images.seenAfter(run.id, subject)),
    );

const lookedAt = (runs: readonly Run[], subject: string): boolean =>
  runs.some(({ targets }) => targets.some((target) => covers(target, subject)));

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

/** What is gone was never read and never will be: no audit can mend that, so it is told and makes no case incomplete. */
const lossEntry = (loss: BlobLoss): CoverageEntry => ({
  scope: loss.path === null ? "blob" : "file",
  subject: `${loss.holder}@${loss.digest}`,
  ...(loss.gone === 1
    ? { status: "unlistable", reason: `it is gone, and was not read in full before: ${loss.reason}` }
    : { status: loss.status === "scanned" ? "partial" : loss.status, reason: loss.reason }),
  ...(loss.path === null ? {} : { path: loss.path }),
});

/** Nothing of it was missed: what cannot be told is what it is to others. */
const ambiguousEntry = ({ holder, digest }: { readonly holder: string; readonly digest: Digest }): CoverageEntry => ({
  scope: "manifest",
  subject: `${holder}@${digest}`,
  status: "unlistable",
  reason:
    "ambiguous: an image and an index at once (CVE-2021-41190); both were read, which of them runs is up to each client",
});

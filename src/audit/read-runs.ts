import type { RunSpan } from "../rotation/run-span.ts";
import type { Run } from "../store/runs.ts";
import type { Store } from "../store/store.ts";

/** An audit of the case, with the time it took. */
export type AuditRun = Run & RunSpan;

/** Oldest first; those that only planned saw nothing that could be compared. */
export function readRuns(store: Store, now: Date): readonly AuditRun[] {
  const runs = store.runs.all();
  return runs
    .map((run, index) => ({
      ...run,
      endedAt: run.finishedAt ?? runs[index + 1]?.startedAt ?? now.toISOString(),
      finished: run.finishedAt !== undefined,
    }))
    .filter(({ planned }) => !planned);
}

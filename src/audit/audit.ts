import type { Digest } from "../domain/digest.ts";
import type { BlobJob, BlobScan } from "../domain/finding.ts";
import type { ImageRef } from "../domain/oci.ts";
import type { WorkEvent } from "../domain/rotation.ts";
import type { Executor, ProcessBlob } from "../executor/executor.ts";
import { isTime } from "../registry/pull-error.ts";
import { parseTarget } from "../registry/reference.ts";
import type { Gap, ImageSource } from "../registry/source.ts";
import { plural } from "../report/phrases.ts";
import type { Store } from "../store/store.ts";
import type { Spending } from "./budget.ts";
import { type CostPlan, costPlan, type MeteredPlan, planMetered } from "./cost-plan.ts";
import { affordable, type Enumerate, enumerate, recordGap } from "./enumerate.ts";
import { noteLeakedAgain } from "./note-leaked-again.ts";
import { recordScan } from "./record-scan.ts";
import { reopenReturned } from "./reopen.ts";

export interface AuditInput {
  readonly sources: readonly ImageSource[];
  readonly store: Store;
  readonly execute: Executor;
  /** For manifests and what they hold, whose bytes are at hand when they are recorded. */
  readonly processBlob: ProcessBlob;
  readonly rulesetId: string;
  readonly targets: readonly string[];
  readonly tool: string;
  /** Who started it, for the log. */
  readonly actor: string;
  readonly spending: Spending;
  /** Only what it would cost is worked out. What was listed stays in the case: the audit goes on from there. */
  readonly dryRun: boolean;
}

export type AuditEvent =
  | { readonly type: "started"; readonly runId: number }
  | { readonly type: "image"; readonly ref: ImageRef; readonly pulled: number }
  | { readonly type: "gap"; readonly gap: Gap }
  | { readonly type: "notice"; readonly text: string }
  | { readonly type: "plan"; readonly blobs: number; readonly bytes: number }
  | { readonly type: "cost"; readonly cost: CostPlan }
  | { readonly type: "blob"; readonly scan: BlobScan; readonly newSecrets: number }
  | { readonly type: "reopened"; readonly event: WorkEvent }
  | { readonly type: "leaked-again"; readonly event: WorkEvent }
  | { readonly type: "finished"; readonly runId: number };

/**
 * Phase 1 records what the registries serve; then the exact set of blobs is known. Phase 2 runs every blob that has
 * no scan yet: the case is the queue, so an interrupted audit goes on where it was, and no blob is pulled twice.
 */
export async function* audit(input: AuditInput, signal: AbortSignal): AsyncGenerator<AuditEvent> {
  const { store, rulesetId } = input;
  const runId = store.runs.start({ targets: input.targets, rulesetId, tool: input.tool, planned: input.dryRun });
  yield { type: "started", runId };
  const metered: MeteredPlan[] = [];
  for (const source of input.sources)
    if (input.dryRun && source.allowance !== undefined)
      metered.push(yield* planOf({ ...input, source, runId }, signal));
    else yield* enumerate({ ...input, source: affordable(source, input.spending), runId }, signal);
  const seen = store.pending.totals(runId, rulesetId);
  yield { type: "plan", blobs: seen.blobs, bytes: seen.bytes };
  if (input.dryRun) yield { type: "cost", cost: costPlan(seen, metered) };
  else yield* scanPending({ ...input, runId }, signal);
  // Before the old value is opened again, which may have come back beside the one that took its place.
  for (const event of noteLeakedAgain(store, new Date())) yield { type: "leaked-again", event };
  for (const event of reopenReturned(store, new Date())) yield { type: "reopened", event };
  store.runs.finish(runId, input.dryRun ? undefined : store.coverage.repositories(rulesetId));
  yield { type: "finished", runId };
}

/** Blobs that are tried once more at the end of an audit, when what stood in the way may have passed; more are left to the next. */
const AGAIN = 10_000;

async function* scanPending(
  input: AuditInput & { readonly runId: number },
  signal: AbortSignal,
): AsyncGenerator<AuditEvent> {
  const { store, runId, rulesetId, spending } = input;
  let stopped: string | undefined;
  const paid = function* (jobs: Iterable<BlobJob>): Generator<BlobJob> {
    for (const job of stopped === undefined ? jobs : []) {
      stopped = spending.blob(Math.max(0, job.blob.size));
      if (stopped !== undefined) return;
      yield job;
    }
  };
  const record = (scan: BlobScan): Extract<AuditEvent, { readonly type: "blob" }> => {
    const recorded = recordScan(input, scan);
    store.flush();
    return { type: "blob", scan, ...recorded };
  };
  // What configs say of layers decides on the order of those.
  const passes = [store.pending.metadata, store.pending.layers];
  const held = new Map<Digest, ReturnType<typeof record>>();
  for (const pending of passes)
    for await (const scan of input.execute(paid(pending(runId, rulesetId)), signal)) {
      const event = record(scan);
      // It is told when its second try has ended.
      if (scan.againAt !== undefined && held.size < AGAIN) held.set(scan.digest, event);
      else yield event;
    }
  const now = Date.now();
  const due = new Set([...held].flatMap(([digest, { scan }]) => (isTime(scan, now) ? [digest] : [])));
  const again = function* (jobs: Iterable<BlobJob>): Generator<BlobJob> {
    for (const job of jobs) if (due.has(job.blob.digest)) yield job;
  };
  for (const pending of due.size === 0 ? [] : passes)
    for await (const scan of input.execute(paid(again(pending(runId, rulesetId))), signal)) {
      held.delete(scan.digest);
      yield record(scan);
    }
  yield* held.values();
  if (stopped === undefined) return;
  const left = store.pending.totals(runId, rulesetId);
  const reason = `${plural(left.blobs, "blob")} with ${plural(left.bytes, "byte")} ${left.blobs === 1 ? "is" : "are"} left: ${stopped}`;
  for (const subject of input.targets)
    yield recordGap(input, { scope: "registry", subject, status: "skipped", reason });
}

const isOn = (typed: string, registry: string): boolean => {
  const target = parseTarget(typed);
  return "registry" in target && target.registry === registry;
};

/** A registry that counts pulls is planned for by what it lists. */
async function* planOf(input: Enumerate, signal: AbortSignal): AsyncGenerator<AuditEvent, MeteredPlan> {
  const events: AuditEvent[] = [];
  const plan = await planMetered(
    {
      ...input,
      onGap: (gap) => events.push(recordGap(input, gap)),
      onNotice: (text) => events.push({ type: "notice", text }),
    },
    signal,
  );
  yield* events;
  const reason = `only planned: ${plan.pulls} manifests were not pulled`;
  // Of this only the ledger need know: the plan itself says it.
  for (const subject of input.targets.filter((target) => isOn(target, input.source.registry)))
    recordGap(input, { scope: "registry", subject, status: "skipped", reason });
  return plan;
}

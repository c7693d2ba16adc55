import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { BlobJob, BlobScan } from "../../domain/finding.ts";
import type { BlobPool } from "../executor.ts";
import { REPEAT_MS } from "./announce.ts";
import { announcedNow, checked, type JoinAudit, joinAudit } from "./join-audit.ts";
import { type LabelSets, labelText } from "./labels.ts";
import type { Announcement } from "./messages.ts";
import { queueName } from "./names.ts";
import { createPresence } from "./presence.ts";
import { takeJobs } from "./take-jobs.ts";

export interface ServeQueue extends JoinAudit {
  readonly labels: LabelSets;
  /** Blobs at a time. */
  readonly concurrency: number;
  /** Ends with the audit. */
  readonly once: boolean;
  /** Name of this machine, to be shown. */
  readonly host: string;
  /** After so long the blob of a worker that is gone goes to another, in ms. */
  readonly leaseMs: number;
  /** How long a blob that is under way may take when this worker is to end, in ms. */
  readonly graceMs: number;
  readonly open: (announcement: Announcement) => Promise<BlobPool>;
  readonly failed: (job: BlobJob, reason: string) => BlobScan;
  readonly watch: WatchWorker;
}

/** Told how the work goes. */
export interface WatchWorker {
  joined(caseId: string): void;
  begun(): void;
  /** Undefined: it was given back. */
  ended(scan: BlobScan | undefined, seconds: number): void;
}

/** Takes blobs from the queue until it is told to end, or with the audit. Throws UserError when it is refused. */
export async function serveQueue(input: ServeQueue, signal: AbortSignal): Promise<void> {
  const announcement = await joinAudit(input, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    return undefined;
  });
  if (announcement === undefined) return;
  const { caseId } = announcement;
  const labels = labelText(input.labels);
  const queue = queueName(labels, input.rulesetId);
  const presence = createPresence({ ...input, caseId, id: randomUUID(), labels, queue });
  let pool = await input.open(announcement);
  input.watch.joined(caseId);
  const jobs = takeJobs({
    ...input,
    caseId,
    queue,
    worker: presence.id,
    run: async (job, abort) => pool.run(job, abort),
    watch: {
      ...input.watch,
      begun: () => {
        presence.begun();
        input.watch.begun();
      },
      ended: (scan, seconds) => {
        presence.ended(scan, seconds);
        input.watch.ended(scan, seconds);
      },
    },
  });
  try {
    for (let last = announcement; !signal.aborted; ) {
      const now = await announcedNow(caseId, input);
      if (now !== undefined && now.nonce !== last.nonce) {
        checked(now, input);
        if (`${now.seal}` !== `${last.seal}`) {
          const before = pool;
          pool = await input.open(now);
          // Its blobs are given back, and come again.
          await before.close();
        }
        last = now;
      }
      if (now?.ended === true && input.once) break;
      await presence.say((now ?? last).nonce);
      await pause(REPEAT_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await jobs.drain(async () => pool.close());
    await presence.leave();
    await pool.close();
  }
}

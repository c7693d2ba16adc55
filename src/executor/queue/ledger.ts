import { randomBytes } from "node:crypto";
import type { Digest } from "../../domain/digest.ts";
import type { BlobJob, BlobScan } from "../../domain/finding.ts";
import { type Backlog, createBacklog, type Waiting } from "./backlog.ts";
import type { Gang } from "./crew.ts";
import type { Given, Inherited } from "./given-jobs.ts";
import type { Result } from "./results.ts";

/** A scan to be recorded. `taken`: it was, and is forgotten in Redis. */
export interface Delivery {
  readonly scan: BlobScan;
  readonly taken: () => void;
}

/** What becomes of each job: book-keeping alone, so that events may come in any order. */
export interface Ledger {
  readonly backlog: Backlog;
  given(): readonly Given[];
  /** A job of the audit. A scan that came before it is delivered at once. */
  offer(job: BlobJob): Delivery | undefined;
  inherit(inherited: Inherited): void;
  /** Results of an earlier coordinator that are still to come. */
  expected(): number;
  /** Takes jobs for these workers, as many as they have room for. */
  deal(gangs: readonly Gang[]): readonly Given[];
  /** `late`: nobody waits for it. Undefined: it is kept, or its blob is tried elsewhere. */
  answer(result: Result, taken: () => void): Delivery | "late" | undefined;
  /** It ended without an answer: `crashed` counts against it. A scan, once too many workers ended over it. */
  lost(ticket: string, crashed: boolean): BlobScan | undefined;
  /** It is not to be tried again. */
  fail(ticket: string, reason: string): BlobScan | undefined;
  /** It was not there when it was looked for. */
  miss(ticket: string): void;
}

/** Workers that may end over a blob before it is left. */
export const TRIES = 3;
export const crashText = (crashes: number): string => `crash: ${crashes} workers ended over it`;

/** `failedScan`: of a blob that no worker brought to an end. */
export function createLedger(failedScan: (job: BlobJob, reason: string) => BlobScan): Ledger {
  const backlog = createBacklog();
  const given = new Map<string, Given>();
  const past = createPast();
  const end = (ticket: string): Given | undefined => {
    const found = given.get(ticket);
    given.delete(ticket);
    return found;
  };
  const fail = (ticket: string, reason: string): BlobScan | undefined => {
    const waiting = end(ticket)?.waiting;
    return waiting && failedScan(waiting.job, [...waiting.failed, reason].join("; "));
  };
  return {
    backlog,
    given: () => [...given.values()],
    inherit: past.inherit,
    expected: past.expected,
    offer: (job) => {
      const scan = past.takeScan(job.blob.digest);
      if (scan !== undefined) return { scan, taken: () => undefined };
      const known = past.takeJob(job.blob.digest);
      if (known === undefined) backlog.add({ job, failed: [], crashes: 0 });
      else given.set(known.ticket, { ...known, waiting: resumed(job, known) });
      return undefined;
    },
    deal: (gangs) => deal({ gangs, backlog, given }),
    answer: (result, taken) => {
      const found = given.get(result.ticket);
      if (found?.waiting.job.blob.digest !== result.scan.digest) {
        if (found !== undefined || !past.keep(result)) return "late";
        taken();
        return undefined;
      }
      end(result.ticket);
      const scan = finalScan(found.waiting, result.scan);
      if (scan !== undefined) return { scan, taken };
      backlog.putBack(elsewhere(found.waiting, result.scan));
      taken();
      return undefined;
    },
    lost: (ticket, crashed) => {
      const waiting = given.get(ticket)?.waiting;
      if (waiting === undefined) return undefined;
      const crashes = waiting.crashes + (crashed ? 1 : 0);
      if (crashes >= TRIES) return fail(ticket, crashText(crashes));
      end(ticket);
      backlog.putBack(whole({ ...waiting, crashes }));
      return undefined;
    },
    fail,
    miss: (ticket) => {
      const found = given.get(ticket);
      if (found !== undefined) given.set(ticket, { ...found, missed: true });
    },
  };
}

/** What an earlier coordinator of the audit gave out, until the audit asks for it again. */
const createPast = () => {
  const jobs = new Map<Digest, Given>();
  const tickets = new Set<string>();
  const expected = new Set<string>();
  const scans = new Map<Digest, BlobScan>();
  return {
    inherit: (inherited: Inherited): void => {
      for (const one of inherited.jobs) jobs.set(one.waiting.job.blob.digest, one);
      for (const { ticket } of inherited.jobs) tickets.add(ticket);
      for (const ticket of inherited.tickets) {
        tickets.add(ticket);
        expected.add(ticket);
      }
    },
    expected: (): number => expected.size,
    /** Whether it was asked for then. What could not be reached then may be reached now. */
    keep: ({ ticket, scan }: Result): boolean => {
      expected.delete(ticket);
      if (!tickets.delete(ticket) || scan.status === "unreachable") return false;
      scans.set(scan.digest, scan);
      jobs.delete(scan.digest);
      return true;
    },
    takeScan: (digest: Digest): BlobScan | undefined => {
      const scan = scans.get(digest);
      scans.delete(digest);
      return scan;
    },
    takeJob: (digest: Digest): Given | undefined => {
      const job = jobs.get(digest);
      jobs.delete(digest);
      if (job !== undefined) tickets.delete(job.ticket);
      return job;
    },
  };
};

/** Undefined: another registry that has the blob may reach it where this one does not. */
function finalScan({ rest = [], failed }: Waiting, scan: BlobScan): BlobScan | undefined {
  if (scan.status !== "unreachable") return scan;
  return rest.length > 0 ? undefined : { ...scan, reason: [...failed, scan.reason ?? ""].join("; ") };
}

const elsewhere = ({ job, rest = [], failed }: Waiting, scan: BlobScan): Waiting => ({
  job: { ...job, holders: rest },
  failed: [...failed, scan.reason ?? ""],
  crashes: 0,
});

/** The holders that were not given with a job are left for other workers. */
const served = (waiting: Waiting, serves: (registry: string) => boolean): Waiting => {
  const { holders } = waiting.job;
  return {
    ...waiting,
    job: { ...waiting.job, holders: holders.filter(({ registry }) => serves(registry)) },
    rest: holders.filter(({ registry }) => !serves(registry)),
  };
};

const resumed = (job: BlobJob, { waiting }: Given): Waiting =>
  served({ job, failed: [], crashes: 0 }, (registry) =>
    waiting.job.holders.some((holder) => holder.registry === registry),
  );

const whole = ({ job, rest = [], failed, crashes }: Waiting): Waiting => ({
  job: { ...job, holders: [...job.holders, ...rest] },
  failed,
  crashes,
});

interface Deal {
  readonly gangs: readonly Gang[];
  readonly backlog: Backlog;
  readonly given: Map<string, Given>;
}

/** Jobs that workers find for each that they are at: who has ended one does not wait for the next. */
const AHEAD = 2;

/** One job each in turn, as long as there is room. */
function deal({ gangs, backlog, given }: Deal): readonly Given[] {
  const counts = new Map<string, number>();
  for (const { queue } of given.values()) counts.set(queue, (counts.get(queue) ?? 0) + 1);
  const dealt: Given[] = [];
  for (let open = gangs; open.length > 0; )
    open = open.filter(({ queue, concurrency, serves }) => {
      const count = counts.get(queue) ?? 0;
      const waiting = count < concurrency * AHEAD ? backlog.take(serves) : undefined;
      if (waiting === undefined) return false;
      const one = { ticket: randomBytes(16).toString("hex"), queue, waiting: served(waiting, serves) };
      given.set(one.ticket, one);
      counts.set(queue, count + 1);
      dealt.push(one);
      return true;
    });
  return dealt;
}

import { UserError } from "../domain/user-error.ts";
import type { RunDiff } from "../report/diff-text.ts";
import { type CaseMoment, compareRuns } from "../rotation/compare-runs.ts";
import type { Plan } from "../rotation/plan.ts";
import { trackedSecrets } from "../rotation/progress.ts";
import { lastRuns } from "../rotation/run-span.ts";
import type { Store } from "../store/store.ts";
import { covers } from "./covers.ts";
import type { AuditRun } from "./read-runs.ts";

export interface CompareCase {
  readonly store: Store;
  readonly plan: Plan;
  readonly runs: readonly AuditRun[];
  readonly now: Date;
  /** As typed: number of an audit, `last`, `previous` or `now`. */
  readonly from: string;
  readonly to: string;
}

/** What changed in a case between the ends of two audits. Throws UserError when one of them is not known. */
export function compareCase({ store, plan, runs, now, from, to }: CompareCase): RunDiff {
  const [first, second] = [findRun(from, runs, now), findRun(to, runs, now)];
  if (first.at >= second.at) throw wrongOrder(from, to);
  const moment = ({ run, at }: Found): CaseMoment => ({
    ...(run === undefined ? {} : { run: run.id }),
    at,
    held: store.history.heldAt(at),
  });
  const [before, after] = [moment(first), moment(second)];
  const moments = { later: { at: second.at, notAt: first.at }, earlier: { at: first.at, notAt: second.at } };
  const { images, repositories } = store.history;
  return {
    from: endOf(first),
    to: endOf(second),
    ...compareRuns(trackedSecrets(plan), { from: before, to: after }),
    images: { new: images(moments.later), gone: images(moments.earlier) },
    repositories: { new: repositories(moments.later), gone: repositories(moments.earlier) },
    coverage: coverageChanges(store, [first.run ?? lastRuns(runs).last, second.run ?? lastRuns(runs).last]),
  };
}

interface Found {
  /** None: now. */
  readonly run?: AuditRun;
  readonly at: string;
}

const endOf = ({ run, at }: Found): RunDiff["from"] => ({
  ...(run === undefined ? {} : { run: run.id, targets: run.targets, finished: run.finished }),
  at,
});

function findRun(typed: string, runs: readonly AuditRun[], now: Date): Found {
  if (typed === "now") return { at: now.toISOString() };
  const { last, previous } = lastRuns(runs);
  const id = typed === "last" ? last?.id : typed === "previous" ? previous?.id : Number(typed);
  const run = runs.find((one) => one.id === id);
  if (run !== undefined) return { run, at: run.endedAt };
  const alone = typed === "previous" || runs.length === 0;
  throw new UserError({
    code: "RUN_UNKNOWN",
    message: alone ? "there is no earlier audit to compare with" : `there is no audit ${typed}`,
    hint: alone
      ? "exhume audit TARGET again, or exhume diff last now"
      : "exhume runs lists them; or last, previous, now",
  });
}

const wrongOrder = (from: string, to: string): UserError =>
  new UserError({
    code: "RUN_ORDER",
    message: `audit ${from} is not before ${to}`,
    hint: "name the earlier one first: exhume diff 1 2",
  });

type Lost = RunDiff["coverage"]["lost"][number];

/** What the one audit could not see and the other could, where both looked. */
function coverageChanges(store: Store, [from, to]: readonly (AuditRun | undefined)[]): RunDiff["coverage"] {
  if (from === undefined || to === undefined || from.id === to.id) return { lost: [], won: [], known: true };
  const known = from.unread !== undefined && to.unread !== undefined;
  const before = [...gapsOf(store, from), ...(known ? lossesOf(store, from) : [])];
  const after = [...gapsOf(store, to), ...(known ? lossesOf(store, to) : [])];
  return {
    lost: less(after, before),
    won: less(before, after).filter(({ subject }) => to.targets.some((target) => covers(target, subject))),
    known,
  };
}

const gapsOf = (store: Store, { id }: AuditRun): readonly Lost[] =>
  store.runs
    .gaps(id)
    .flatMap(({ subject, status, reason }) => (status === "unlistable" ? [] : [{ subject, reason, count: 1 }]));

const lossesOf = (store: Store, { id }: AuditRun): readonly Lost[] =>
  store.runs.losses(id).map(({ repository, blobs }) => ({ subject: repository, reason: UNREAD, count: blobs }));

const UNREAD = "not read in full";

/** What is in the one list and not, or less often, in the other. */
function less(list: readonly Lost[], other: readonly Lost[]): readonly Lost[] {
  const key = ({ subject, reason }: Lost): string => `${subject}\n${reason}`;
  const counts = new Map(other.map((one) => [key(one), one.count]));
  return list
    .map((one) => ({ ...one, count: one.count - (counts.get(key(one)) ?? 0) }))
    .filter(({ count }) => count > 0);
}

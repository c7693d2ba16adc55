import { readWorkTable } from "../catalog/work-table.ts";
import type { Config } from "../config.ts";
import type { WorkState } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import type { Change } from "../rotation/change.ts";
import { rowChanges } from "../rotation/row-changes.ts";
import type { Task } from "../rotation/task.ts";
import type { Store } from "../store/store.ts";
import { type OpenCase, withCase } from "../wire-case.ts";
import type { NamedCase } from "../wire-named.ts";
import { actorName } from "./actor.ts";
import { note, notice, print } from "./print.ts";
import { type Selected, type Selection, selectTasks, tasksNamed } from "./select-tasks.ts";
import { tickSteps } from "./tick-steps.ts";
import { wordOf, writeChanges } from "./write-changes.ts";

export interface Track extends Selection {
  readonly config: Config;
  readonly ids: readonly string[];
  readonly state?: readonly WorkState[];
  /** Steps of the runbook that are done. */
  readonly step?: readonly string[];
  readonly by?: string;
  readonly note?: string;
  readonly until?: string;
  readonly force?: true;
  readonly dryRun?: true;
  readonly json?: true;
  /** A table of work, `-` for stdin. */
  readonly from?: string;
}

/** Records progress on the secrets that are named, or that match; all is checked before the first event is written. */
export async function trackSecrets(track: Track, signal: AbortSignal): Promise<void> {
  const now = new Date();
  checkOptions(track, now);
  if (track.from !== undefined) return trackTable({ ...track, from: track.from, now }, signal);
  const states = track.state ?? [];
  const change: Change = {
    states,
    force: track.force === true,
    actor: actorName(track.by),
    now,
    ...(track.note === undefined ? {} : { note: track.note }),
    ...(track.until === undefined ? {} : { until: track.until }),
  };
  const bulk = track.ids.length === 0;
  const write = (store: Store, tasks: Selected["tasks"]): void => {
    const changes = tasks.map((chosen) => ({ ...chosen, ...changeOf(chosen.task, { track, change }) }));
    writeChanges({ store, changes, bulk, dryRun: track.dryRun === true, json: track.json === true });
  };
  // Who means many means what reports tell, and not what the ignore file allows; a named one may be hidden or allowed.
  if (!bulk) {
    const use = ({ plan, store }: NamedCase): void => write(store, tasksNamed(plan, track.ids));
    const { withNamed } = await import("../wire-named.ts");
    return withNamed(track.config, { ids: track.ids, asRecorded: true, onNotice: notice, use }, signal);
  }
  const use = ({ plan, store }: OpenCase): void => {
    const { tasks, closed } = selectTasks(plan, track, states);
    write(store, tasks);
    if (closed > 0) note(`${closed} more ${closed === 1 ? "matches and is" : "match and are"} closed already`);
  };
  await withCase(track.config, { use }, signal);
}

const changeOf = (task: Task, { track, change }: { readonly track: Track; readonly change: Change }) => {
  const { step: steps } = track;
  if (steps === undefined) return wordOf(task, change);
  const { note: reason, actor, now, force } = change;
  return tickSteps(task, {
    ticks: steps.map((step) => ({ step, ...(reason === undefined ? {} : { note: reason }) })),
    ...{ actor, now, force },
  });
};

/** What somebody filled in, row by row; the file is read before the case is opened. */
async function trackTable(
  { config, from, by, force, dryRun, json, now }: Track & { readonly from: string; readonly now: Date },
  signal: AbortSignal,
): Promise<void> {
  const rows = readWorkTable(from);
  const context = { force: force === true, actor: actorName(by), now };
  const use = ({ plan, store }: OpenCase): void => {
    const tasks = [plan.open, plan.closed, plan.tests].flat();
    const changes = rowChanges(rows, { tasks, ...context }).map(({ task, change, at }) => ({
      ...wordOf(task, change),
      at,
    }));
    if (changes.length === 0 && json !== true) print(`${rows.length} rows, nothing to change`);
    else writeChanges({ store, changes, bulk: true, dryRun: dryRun === true, json: json === true });
  };
  await withCase(config, { all: true, use }, signal);
}

function checkOptions(track: Track, now: Date): void {
  const { state, note: reason, until, force, ids, repo, provider, wave, from, step } = track;
  const selects = repo !== undefined || provider !== undefined || wave !== undefined;
  if (from !== undefined) {
    if (
      ids.length > 0 ||
      selects ||
      state !== undefined ||
      step !== undefined ||
      reason !== undefined ||
      until !== undefined
    )
      throw refused("--from says what changes, row by row", "leave ids, patterns, --state, --note and --until out");
    return;
  }
  if (ids.length === 0 && !selects)
    throw refused("no secret is named", "add ids, or --repo PATTERN, --provider NAME or --wave N; or --from FILE.csv");
  if (ids.length > 0 && selects)
    throw refused("ids and patterns cannot be combined", "name the secrets by id, or by --repo, --provider and --wave");
  if (step !== undefined && state !== undefined)
    throw refused("--step and --state cannot be combined", "a step says itself what the work is then");
  if (state === undefined && reason === undefined && step === undefined)
    throw new UserError({
      code: "TRACK_EMPTY",
      message: "there is nothing to record",
      hint: "add --state STATE or --step STEP, --note TEXT, or both",
    });
  if (force === true && reason === undefined) throw refused("--force needs a reason", 'add --note, "abuse seen" say');
  if (until === undefined) return;
  if (state?.at(-1) !== "accepted")
    throw refused("--until is the last day of --state accepted", "add --state accepted");
  if (until < now.toISOString().slice(0, 10)) throw refused(`--until ${until} is over`, "name a day that is to come");
}

const refused = (message: string, hint: string): UserError => new UserError({ code: "TRACK_OPTIONS", message, hint });

import { type ReadTick, readTickFile } from "../catalog/tick-file.ts";
import type { Config } from "../config.ts";
import { append } from "../domain/append.ts";
import { UserError } from "../domain/user-error.ts";
import type { Task } from "../rotation/task.ts";
import { type OpenCase, withCase } from "../wire-case.ts";
import { actorName } from "./actor.ts";
import { print } from "./print.ts";
import { tickSteps } from "./tick-steps.ts";
import { type TaskChange, writeChanges } from "./write-changes.ts";

interface ImportTicks {
  readonly config: Config;
  readonly file: string;
  readonly json: boolean;
}

/** Takes the steps that were ticked in an HTML report: all of a file, or nothing of it. */
export async function importTicks({ config, file, json }: ImportTicks, signal: AbortSignal): Promise<void> {
  const ticks = readTickFile(file);
  const use = ({ plan, store }: OpenCase): void => {
    const foreign = ticks.find((tick) => tick.case !== store.id);
    if (foreign !== undefined)
      throw refused(
        `${foreign.place}: is of the case ${foreign.case}, and this one is ${store.id}`,
        "name the case with --db",
      );
    const tasks = [plan.open, plan.closed, plan.tests].flat();
    const changes = groupByTask(ticks, tasks).map((group) => toChange(group));
    if (!json) print(`${file}: ${ticks.length} ${ticks.length === 1 ? "step" : "steps"} ticked in a report`);
    writeChanges({ store, changes, bulk: true, dryRun: false, json });
  };
  await withCase(config, { all: true, asRecorded: true, use }, signal);
}

interface TaskTicks {
  readonly task: Task;
  readonly ticks: readonly [ReadTick, ...ReadTick[]];
}

function groupByTask(ticks: readonly ReadTick[], tasks: readonly Task[]): readonly TaskTicks[] {
  const groups = new Map<Task, [ReadTick, ...ReadTick[]]>();
  for (const tick of ticks) {
    const task = tasks.find(({ secrets }) => secrets.some(({ fingerprint }) => fingerprint === tick.secret));
    if (task === undefined)
      throw refused(
        `${tick.place}: the case knows no secret ${tick.secret.slice(0, 12)}`,
        "exhume secrets --all lists them",
      );
    if (Date.parse(tick.at) > Date.now() + CLOCKS)
      throw refused(
        `${tick.place}: ${tick.at} is still to come`,
        "set the clock of the machine that ticked it, or of this one",
      );
    append(groups, task, tick);
  }
  return [...groups].map(([task, group]) => ({ task, ticks: group }));
}

/** Milliseconds that clocks may differ by. */
const CLOCKS = 10 * 60_000;

/** Who ticked the last step of a task answers for the steps of it; the log has who imported them too. */
function toChange({ task, ticks }: TaskTicks): TaskChange {
  const [first] = ticks;
  const by = ticks.findLast((tick) => tick.by !== undefined)?.by;
  const importer = actorName(undefined);
  return {
    at: first.place,
    ...tickSteps(task, {
      ticks: ticks.map(({ step, note, at }) => ({ step, tickedAt: at, ...(note === undefined ? {} : { note }) })),
      actor: by === undefined || by === importer ? importer : `${by} (imported by ${importer})`,
      now: new Date(),
      force: false,
      at: first.place,
    }),
  };
}

const refused = (message: string, hint: string): UserError =>
  new UserError({ code: "TICKS_REFUSED", message: `${message}; nothing is written`, hint });

import { userInfo } from "node:os";
import type { Config } from "../config.ts";
import type { WorkState } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import type { Change } from "../rotation/change.ts";
import { type OpenCase, withCase } from "../wire.ts";
import { note } from "./print.ts";
import { type Selection, selectTasks, tasksNamed } from "./select-tasks.ts";
import { writeChanges } from "./write-changes.ts";

export interface Track extends Selection {
  readonly config: Config;
  readonly ids: readonly string[];
  readonly state?: readonly WorkState[];
  readonly by?: string;
  readonly note?: string;
  readonly until?: string;
  readonly force?: true;
  readonly dryRun?: true;
}

/** Records progress on the secrets that are named, or that match; all is checked before the first event is written. */
export async function trackSecrets(track: Track, signal: AbortSignal): Promise<void> {
  const now = new Date();
  checkOptions(track, now);
  const states = track.state ?? [];
  const change: Change = {
    states,
    force: track.force === true,
    actor: track.by ?? userInfo().username,
    now,
    ...(track.note === undefined ? {} : { note: track.note }),
    ...(track.until === undefined ? {} : { until: track.until }),
  };
  const bulk = track.ids.length === 0;
  const use = ({ plan, store }: OpenCase): void => {
    const { tasks, closed } = bulk
      ? selectTasks(plan, track, states)
      : { tasks: tasksNamed(plan, track.ids), closed: 0 };
    const changes = tasks.map((task) => ({ task, change }));
    writeChanges({ store, changes, bulk, dryRun: track.dryRun === true });
    if (closed > 0) note(`${closed} more ${closed === 1 ? "matches and is" : "match and are"} closed already`);
  };
  // Who means many means what reports tell; a named one may be hidden.
  await withCase(track.config, { all: !bulk, asRecorded: true, use }, signal);
}

function checkOptions({ state, note: reason, until, force, ids, repo, provider, wave }: Track, now: Date): void {
  const selects = repo !== undefined || provider !== undefined || wave !== undefined;
  if (ids.length === 0 && !selects)
    throw refused("no secret is named", "add ids, or --repo PATTERN, --provider NAME or --wave N; or --from FILE.csv");
  if (ids.length > 0 && selects)
    throw refused("ids and patterns cannot be combined", "name the secrets by id, or by --repo, --provider and --wave");
  if (state === undefined && reason === undefined)
    throw new UserError({
      code: "TRACK_EMPTY",
      message: "there is nothing to record",
      hint: "add --state STATE, --note TEXT, or both",
    });
  if (force === true && reason === undefined) throw refused("--force needs a reason", 'add --note, "abuse seen" say');
  if (until === undefined) return;
  if (state?.at(-1) !== "accepted")
    throw refused("--until is the last day of --state accepted", "add --state accepted");
  if (until < now.toISOString().slice(0, 10)) throw refused(`--until ${until} is over`, "name a day that is to come");
}

const refused = (message: string, hint: string): UserError => new UserError({ code: "TRACK_OPTIONS", message, hint });

import { userInfo } from "node:os";
import type { Config } from "../config.ts";
import type { Secret, WorkEvent, WorkState } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { type OpenCase, withCase } from "../wire.ts";
import { findSecret } from "./find-secret.ts";
import { print } from "./print.ts";

export interface Track {
  readonly config: Config;
  readonly ids: readonly string[];
  /** Checked by the command line against WORK_STATES. */
  readonly state?: string;
  readonly by?: string;
  readonly note?: string;
}

/** Appends one event for each secret; all ids are checked before the first is written. */
export async function trackSecrets(track: Track, signal: AbortSignal): Promise<void> {
  if (track.state === undefined && track.note === undefined)
    throw new UserError({
      code: "TRACK_EMPTY",
      message: "there is nothing to record",
      hint: "add --state STATE, --note TEXT, or both",
    });
  const use = ({ plan, store }: OpenCase): void => {
    const tasks = [plan.open, plan.closed, plan.tests].flat();
    const known = tasks.flatMap((task) => task.secrets);
    const named = track.ids.map((id) => findSecret(known, id));
    // The halves of a credential are replaced together.
    const secrets = tasks
      .filter((task) => named.some((secret) => task.secrets.includes(secret)))
      .flatMap((task) => task.secrets);
    store.events.append(secrets.map((secret) => eventOf(secret, track)));
    for (const secret of secrets)
      print(`${secret.id}  ${secret.title}: ${secret.state} -> ${track.state ?? secret.state}`);
  };
  await withCase(track.config, { all: true, asRecorded: true, use }, signal);
}

function eventOf(secret: Secret, track: Track): WorkEvent {
  return {
    fingerprint: secret.fingerprint,
    kind: track.state === undefined ? "note" : "state",
    state: (track.state as WorkState | undefined) ?? secret.state,
    actor: track.by ?? userInfo().username,
    at: new Date().toISOString(),
    ...(track.note === undefined ? {} : { note: track.note }),
  };
}

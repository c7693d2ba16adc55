import { isOpen, type Secret } from "../domain/rotation.ts";
import type { RatedPlan } from "./plan.ts";
import { WAVES, type Wave } from "./power.ts";
import { lastRuns, type RunSpan } from "./run-span.ts";
import { leakedAgain } from "./succession.ts";
import type { RatedTask } from "./task.ts";
import type { Tracked } from "./trend.ts";
import { turnsOf } from "./trend.ts";

/** Where the work stands now. Counts are of secrets. */
export interface Progress {
  /** Waves with work, done or not. */
  readonly waves: readonly { readonly wave: Wave; readonly secrets: number; readonly open: number }[];
  /** The audit with which `found` and `closed` compare: the last but one. */
  readonly since?: { readonly run: number; readonly at: string };
  readonly found: number;
  readonly closed: number;
  /** Open, because an audit saw them again after they were said to be dead. */
  readonly reopened: number;
  /** Open, and the value that stood in their place before was said to be dead. */
  readonly leakedAgain: number;
  readonly overdue: number;
  /** ISO 8601: the next day by which something is to be dead. */
  readonly due?: string;
}

/** Every secret of a plan with the wave of its task; documented examples are no work. */
export const trackedSecrets = ({ open, closed }: RatedPlan): readonly (Secret & Tracked)[] =>
  [open, closed].flat().flatMap(({ secrets, wave }) => secrets.map((secret) => ({ ...secret, wave })));

export function progressOf(plan: RatedPlan, runs: readonly RunSpan[]): Progress {
  const { previous } = lastRuns(runs);
  const all = trackedSecrets(plan);
  const open = all.filter(({ state }) => isOpen(state));
  const byId = new Map(all.map((secret) => [secret.id, secret]));
  const since = previous?.endedAt;
  const waves = WAVES.map((wave) => ({
    wave,
    secrets: all.filter((secret) => secret.wave === wave).length,
    open: open.filter((secret) => secret.wave === wave).length,
  }));
  const due = dueDays(plan.open);
  return {
    waves: waves.filter(({ secrets }) => secrets > 0),
    ...(previous === undefined ? {} : { since: { run: previous.id, at: previous.endedAt } }),
    found: open.filter(({ firstSeen }) => since === undefined || firstSeen > since).length,
    closed: since === undefined ? 0 : all.filter((secret) => closedSince(secret, since)).length,
    reopened: open.filter(isReopened).length,
    leakedAgain: open.filter((secret) => leakedAgain(secret, byId)).length,
    overdue: plan.open.filter(({ overdue }) => overdue === true).flatMap(openOf).length,
    ...(due === undefined ? {} : { due }),
  };
}

/** What was done since does not make it a first time. */
const isReopened = ({ events }: Secret): boolean => events.some(({ kind }) => kind === "reopened");

const closedSince = (secret: Tracked, since: string): boolean => {
  if (isOpen(secret.state)) return false;
  const last = turnsOf(secret).findLast(({ open }) => !open);
  return last !== undefined && !last.first && last.at > since;
};

const openOf = ({ secrets }: RatedTask): readonly Secret[] => secrets.filter(({ state }) => isOpen(state));

const dueDays = (tasks: readonly RatedTask[]): string | undefined =>
  tasks
    .flatMap(({ due, overdue }) => (due === undefined || overdue === true ? [] : [due]))
    .sort()
    .at(0);

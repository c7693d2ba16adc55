import type { Secret } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { type Accepted, type Change, changeSecret, type Refused, secretsMeant } from "../rotation/change.ts";
import type { Task } from "../rotation/task.ts";
import type { Store } from "../store/store.ts";
import { note, print } from "./print.ts";
import { createRefusal } from "./refuse-values.ts";

/** One change of the secrets of a task: the halves of a credential are replaced together. */
export interface TaskChange {
  readonly task: Task;
  /** Secrets that were named, besides those with work left. */
  readonly named?: readonly Secret[];
  /** What it makes of one of them. */
  readonly outcomeOf: (secret: Secret) => Accepted | Refused;
  /** In words, for the log. */
  readonly notes: readonly string[];
  /** Where it was asked for, `work.csv:12`. */
  readonly at?: string;
}

interface WriteChanges {
  readonly store: Store;
  readonly changes: readonly TaskChange[];
  /** Many were meant by one word: they are counted, and those without a change are not listed. */
  readonly bulk: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * Checks all changes, writes them in one transaction, and says what they are. UserError `TRACK_REFUSED` when one is
 * refused: then nothing is written.
 */
export function writeChanges({ store, changes, ...output }: WriteChanges): void {
  const outcomes = changes.flatMap((one) =>
    secretsMeant(one.task, one.named).map((secret) => ({
      ...one,
      secret,
      outcome: one.outcomeOf(secret),
    })),
  );
  const accepted = outcomes.flatMap((one) => ("events" in one.outcome ? [{ ...one, ...one.outcome }] : []));
  const against = outcomes.flatMap((one) => ("events" in one.outcome ? [] : [{ ...one, ...one.outcome }]));
  // Who triages a wave does not mean those that others went on with; a row of a table means its own.
  const refused = against.filter(({ past, at }) => !past || !output.bulk || at !== undefined);
  const [first, ...others] = refused;
  if (first !== undefined) throw refusedError(first, others);
  const changed = accepted.filter(({ events }) => events.length > 0);
  const refuse = changed.some(({ notes }) => notes.length > 0) ? createRefusal(store) : undefined;
  for (const { notes, secret } of changed) for (const note of notes) refuse?.(note, [secret]);
  if (!output.dryRun) store.events.append(changed.flatMap(({ events }) => events));
  if (output.json) print(safeJson({ dryRun: output.dryRun, changes: changed.map(changeReport) }, 2));
  else printChanges({ accepted, changed, past: against.length }, output);
}

/** The change of the secrets of a task by a word of somebody. */
export const wordOf = (task: Task, change: Change): Pick<TaskChange, "task" | "outcomeOf" | "notes"> => ({
  task,
  outcomeOf: (secret) => changeSecret(secret, task, change),
  notes: change.note === undefined ? [] : [change.note],
});

interface Outcome extends TaskChange {
  readonly secret: Secret;
}

type Done = Outcome & Accepted;

interface Printed {
  readonly accepted: readonly Done[];
  readonly changed: readonly Done[];
  /** How many were left alone as more was done. */
  readonly past: number;
}

function printChanges(
  { accepted, changed, past }: Printed,
  { bulk, dryRun }: Pick<WriteChanges, "bulk" | "dryRun">,
): void {
  if (bulk) print(heading(changed, dryRun));
  for (const one of bulk ? changed : accepted) print(changeLine(one));
  if (bulk && changed.length < accepted.length) note(`${accepted.length - changed.length} are in that state already`);
  if (past > 0) note(`${past} ${past === 1 ? "is" : "are"} past that already and left alone`);
  if (!bulk && dryRun) note("dry run: nothing is written");
}

const changeReport = ({ secret, before, after, events, at }: Done) => ({
  id: secret.id,
  from: before,
  to: after,
  events: events.map(({ fingerprint: _, ...event }) => event),
  ...(at === undefined ? {} : { at }),
});

const heading = (changed: readonly Done[], dryRun: boolean): string => {
  const tasks = new Set(changed.map(({ task }) => task.id)).size;
  const what = `${count(changed.length, "secret")} of ${count(tasks, "task")}`;
  return dryRun ? `would change ${what}; nothing is written` : `changing ${what}`;
};

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

function changeLine({ secret, before, after, events }: Done): string {
  const forced = events.some(({ data }) => data?.forced === true) ? " (forced)" : "";
  const until = events.at(-1)?.data?.until;
  const end = until === undefined ? "" : ` until ${until}`;
  const moved = events.some(({ kind }) => kind === "state");
  const steps = events.flatMap(({ data }) => data?.step ?? []);
  const told =
    steps.length > 0 ? `, ${steps.length === 1 ? "step" : "steps"} ${steps.join(", ")}` : moved ? "" : ", a note";
  const said = `${moved ? `${before} -> ` : ""}${after}${end}${forced}${told}`;
  const what = events.length === 0 ? `${after} already` : said;
  return `${secret.id}  ${cleanText(secret.title)}: ${what}`;
}

/** More are counted. */
const NAMED = 5;

function refusedError(
  { secret, task, at, ...refused }: Outcome & Refused,
  more: readonly (Outcome & Refused)[],
): UserError {
  const { from, to, problem } = refused;
  const subject = `${at === undefined ? "" : `${at}: `}${secret.id} ${secret.title}: ${from} -> ${to}`;
  const ids = [...more.slice(0, NAMED).map((one) => one.secret.id), ...(more.length > NAMED ? ["..."] : [])].join(", ");
  const others =
    more.length === 0 ? "" : `; ${more.length} more ${more.length === 1 ? "is" : "are"} refused too: ${ids}`;
  return new UserError({
    code: "TRACK_REFUSED",
    message: `${subject} refused: ${problem}${others}; nothing is written`,
    hint: hintOf(refused, { task, secret, file: at !== undefined }),
  });
}

function hintOf(
  { to, next, forcible, afterDeployed }: Refused,
  { task, secret, file }: Pick<Outcome, "task" | "secret"> & { readonly file: boolean },
): string {
  if (!forcible) return file ? "write it into the column note" : "add --note REASON";
  const both =
    afterDeployed && !next.includes(to) && task.runbook.steps.some(({ kind }) => kind === "deploy")
      ? `; if the new one is live: --state deployed,${to}`
      : "";
  if (to === "verified") return `exhume close ${secret.id} proves it; next can be ${next.join(", ")}`;
  return `next can be ${next.join(", ")}${both}; --force with a note, such as "abuse seen", does it anyway`;
}

import type { Secret, WorkState } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import type { WorkRow } from "../domain/work-row.ts";
import type { Change } from "./change.ts";
import type { Task } from "./task.ts";
import { workOfSecret } from "./work.ts";

interface RowContext {
  readonly tasks: readonly Task[];
  /** Also where the case went on since the table was made. */
  readonly force: boolean;
  /** Whoever has no name in the table. */
  readonly actor: string;
  readonly now: Date;
}

export interface RowChange {
  readonly task: Task;
  readonly change: Change;
  readonly at: string;
}

/**
 * What the rows of a table change: only where a state, a day or a note differs from what the table was made with, and from
 * what the case holds. UserError `TABLE_CONFLICT`, `TABLE_INVALID`, `file:line: ...`.
 */
export function rowChanges(rows: readonly WorkRow[], context: RowContext): readonly RowChange[] {
  const changes = rows.flatMap((row) => rowChange(row, context) ?? []);
  const [first] = rows;
  if (first !== undefined && rows.every((row) => findTask(row, context.tasks) === undefined))
    throw invalid(first.at, "this row and all others are of another case", ID_HINT);
  const seen = new Map<Task, string>();
  for (const { task, at } of changes) {
    const before = seen.get(task);
    if (before !== undefined) throw invalid(at, `changes what ${before} changes too`, "leave one row for each task");
    seen.set(task, at);
  }
  return changes;
}

function rowChange(row: WorkRow, context: RowContext): RowChange | undefined {
  const task = findTask(row, context.tasks);
  const asked = row.states.length > 0 && row.states.at(-1) !== row.was;
  if (task === undefined) {
    if (!asked && row.note === undefined) return undefined;
    throw invalid(row.at, `no secret of the case has the id ${row.id}`, ID_HINT);
  }
  const states = statesOf(row, { task, context });
  const note = row.note === lastNote(task) ? undefined : row.note;
  if (states.length === 0 && note === undefined) return undefined;
  const until = states.at(-1) === "accepted" ? dayOf(row, context.now) : undefined;
  const { force, now } = context;
  const change = {
    states,
    force,
    now,
    actor: row.by ?? context.actor,
    ...(note === undefined ? {} : { note }),
    ...(until === undefined ? {} : { until }),
  };
  return { task, change, at: row.at };
}

/** The states that the case does not have yet, nothing when it has. */
function statesOf(row: WorkRow, { task, context }: { readonly task: Task; readonly context: RowContext }) {
  const { states, was = task.state } = row;
  const to = states.at(-1);
  if (to === undefined) return [];
  if (to === task.state) return to === "accepted" && isOtherDay(row, { task, now: context.now }) ? states : [];
  if (to === was) return [];
  if (was !== task.state && !context.force) throw conflict(row, { to, is: task.state });
  return states;
}

const isOtherDay = ({ until }: WorkRow, { task, now }: { readonly task: Task; readonly now: Date }): boolean =>
  until.length > 0 && !task.secrets.some((secret) => until.includes(workOfSecret(secret, now).until ?? ""));

function dayOf({ at, until }: WorkRow, now: Date): string | undefined {
  const [first, second] = until;
  if (second !== undefined)
    throw invalid(at, `until may be ${first} or ${second}`, "write the day as 2027-01-31, as a text");
  if (first !== undefined && first < now.toISOString().slice(0, 10))
    throw invalid(at, `until ${first} is over`, "name a day that is to come, or none");
  return first;
}

/** A part of an id will do, but not what is left of one that was made a number. */
function findTask({ at, id }: WorkRow, tasks: readonly Task[]): Task | undefined {
  if (!ID.test(id) || (/^\d+$/.test(id) && id.length < WHOLE_ID)) return undefined;
  const found = tasks.filter(({ secrets }) => secrets.some((secret: Secret) => secret.fingerprint.startsWith(id)));
  if (found.length > 1) throw invalid(at, `${found.length} secrets have an id that starts with ${id}`, ID_HINT);
  return found[0];
}

const ID = /^[0-9a-f]{6,64}$/;
const WHOLE_ID = 12;
const ID_HINT = "a spreadsheet that makes a number of an id loses it: import that column as text";

const lastNote = ({ secrets }: Task): string | undefined =>
  secrets.flatMap(({ events }) => events).findLast(({ note }) => note !== undefined)?.note;

const conflict = ({ at, was, id }: WorkRow, { to, is }: { readonly to: WorkState; readonly is: WorkState }) =>
  new UserError({
    code: "TABLE_CONFLICT",
    message: `${at}: ${id} was ${was} when the table was made, is ${is} now, and would become ${to}; nothing is written`,
    hint: "make the table anew, or --force to let this one win",
  });

const invalid = (at: string, problem: string, hint: string): UserError =>
  new UserError({ code: "TABLE_INVALID", message: `${at}: ${problem}`, hint });

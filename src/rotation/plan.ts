import type { Secret } from "../domain/rotation.ts";
import { isOpen } from "../domain/rotation.ts";
import { createTask } from "./create-task.ts";
import type { Credential } from "./credential.ts";
import { joinCredentials } from "./credential.ts";
import { createExposeUnit } from "./exposed.ts";
import type { OwnerOf } from "./owner.ts";
import { WAVES } from "./power.ts";
import { rateUnit } from "./rate-unit.ts";
import { createRefiner } from "./refine-runbook.ts";
import type { Runbook } from "./runbook.ts";
import { DEFAULT_SLA, type Sla } from "./sla.ts";
import type { RatedTask, Task, Unit } from "./task.ts";
import { type PlannedBase, type PlannedWave, planBases, planWaves } from "./waves.ts";

export interface PlanContext {
  /** By id; must hold `generic`, which stands in for an id without a runbook. */
  readonly runbooks: ReadonlyMap<string, Runbook>;
  readonly now: Date;
  /** Default: `DEFAULT_SLA`. */
  readonly sla?: Sla;
  /** What a person has written of repositories. */
  readonly owners?: OwnerOf;
  /** `exposeUnit`, for who makes more than one plan of the same places. */
  readonly expose?: ReturnType<typeof createExposeUnit>;
}

/** The work of a case in its order. */
export interface RatedPlan<T extends RatedTask = RatedTask> {
  /** Wave by wave. */
  readonly open: readonly T[];
  readonly closed: readonly T[];
  /** Documented example values: recorded, no work. */
  readonly tests: readonly T[];
  readonly credentials: readonly Credential[];
}

/** All work of a case. Each list is ordered by risk, ties by id: the same secrets give the same plan. */
export interface Plan extends RatedPlan<Task> {
  /** The open tasks once more, by what can be done together. */
  readonly waves: readonly PlannedWave[];
  readonly bases: readonly PlannedBase[];
}

/** One task per secret, or per credential whose secrets are rotated together. */
export function planRotation(found: readonly Secret[], context: PlanContext): Plan {
  const { units, credentials } = unitsOf(found, context.runbooks);
  const tasks = units.map((unit) => planTask(unit, context));
  const plan = orderTasks(tasks, credentials);
  const waves = planWaves(plan.open);
  const open = waves.flatMap((wave) => wave.tasks);
  return { ...plan, open, waves, bases: planBases(open) };
}

/** The task of a unit by itself: what comes before it is not told. */
export const planTask = (unit: Unit, { runbooks, now, sla = DEFAULT_SLA, owners }: PlanContext): Task =>
  createTask(unit, { runbook: runbookOf(unit.secrets, runbooks), now, sla, owners });

/** The same work in its order, without what it takes to do it. */
export function rateRotation(found: readonly Secret[], context: PlanContext): RatedPlan {
  const { runbooks, now, sla = DEFAULT_SLA, owners, expose = createExposeUnit(owners) } = context;
  const { units, credentials } = unitsOf(found, runbooks);
  const tasks = units.map((unit) => rateUnit({ ...unit, exposed: expose(unit) }, { now, sla }));
  return orderTasks(tasks, credentials);
}

function unitsOf(found: readonly Secret[], runbooks: PlanContext["runbooks"]) {
  const secrets = found.map(createRefiner(runbooks.values()));
  const credentials = joinCredentials(secrets);
  return { units: group(secrets, credentials), credentials };
}

/** By wave, then by risk. */
export function orderTasks<T extends RatedTask>(tasks: readonly T[], credentials: readonly Credential[]): RatedPlan<T> {
  const sorted = [...tasks].sort((a, b) => b.risk.score - a.risk.score || (a.id < b.id ? -1 : 1));
  const open = sorted.filter(({ state }) => isOpen(state));
  return {
    open: WAVES.flatMap((wave) => open.filter((task) => task.wave === wave)),
    closed: sorted.filter(({ state }) => !isOpen(state) && state !== "test"),
    tests: sorted.filter(({ state }) => state === "test"),
    credentials,
  };
}

/** Lists are in the order of this number, ties by id: as `orderTasks` puts them. */
export const rankOf = ({ state, wave, risk }: Pick<RatedTask, "state" | "wave" | "risk">): number =>
  (isOpen(state) ? wave : state === "test" ? WAVES.length + 2 : WAVES.length + 1) * MORE_THAN_ANY_SCORE - risk.score;

const MORE_THAN_ANY_SCORE = 1_000_000;

function group(secrets: readonly Secret[], credentials: readonly Credential[]): readonly Unit[] {
  const byId = new Map(secrets.map((secret) => [secret.id, secret]));
  const joined = new Set(credentials.flatMap(({ secrets: ids }) => ids));
  const pairs = credentials.flatMap((credential) => {
    const [lead, ...rest] = credential.secrets.flatMap((id) => byId.get(id) ?? []);
    return lead === undefined ? [] : [{ secrets: [lead, ...rest] as const, credential }];
  });
  return [...pairs, ...secrets.filter(({ id }) => !joined.has(id)).map((secret) => ({ secrets: [secret] as const }))];
}

/** A generic runbook is that of the overlap class, where the rule tells one. */
function runbookOf([lead]: Unit["secrets"], runbooks: ReadonlyMap<string, Runbook>): Runbook {
  const named = runbooks.get(lead.runbook) ?? runbooks.get("generic");
  const runbook =
    (named?.id === "generic" && lead.overlap !== undefined
      ? runbooks.get(`generic-${lead.overlap.toLowerCase()}`)
      : undefined) ?? named;
  if (runbook === undefined) throw new Error("the runbooks hold no generic one");
  return lead.overlap === undefined ? runbook : { ...runbook, overlap: lead.overlap };
}

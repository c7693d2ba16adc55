import type { Allowances } from "../catalog/allow/allowances.ts";
import type { Digest } from "../domain/digest.ts";
import { isOpen, type Secret } from "../domain/rotation.ts";
import { type ChainPlace, chainTask, opens } from "../rotation/chains.ts";
import { METADATA } from "../rotation/metadata.ts";
import { orderTasks, type PlanContext, planTask, type RatedPlan } from "../rotation/plan.ts";
import { rateUnit, type SeenUnit } from "../rotation/rate-unit.ts";
import { DEFAULT_SLA } from "../rotation/sla.ts";
import { keyOf, type Place, placesOf } from "../rotation/succession.ts";
import type { RatedTask, Task, Unit } from "../rotation/task.ts";
import type { KeptWhole } from "../store/listing.ts";
import type { StoredOccurrence } from "../store/occurrence-reader.ts";
import type { Store } from "../store/store.ts";
import { allowSecrets } from "./allow-secrets.ts";
import type { WholeSummary } from "./case-listing.ts";
import { createExposures } from "./exposures.ts";
import { createImageLists } from "./image-lists.ts";
import { type KeptTask, workedOn } from "./kept-task.ts";
import type { CaseLedger } from "./read-closure.ts";
import { occurrencesOf } from "./read-occurrences.ts";
import type { AuditRun } from "./read-runs.ts";

export interface PartInput extends PlanContext {
  readonly store: Store;
  readonly whole: KeptWhole;
  /** Of the secrets that are asked for. */
  readonly fingerprints: readonly string[];
  readonly allowances?: Allowances;
  readonly runs: readonly AuditRun[];
}

/** Some tasks of a case: what reading all of it tells of them, and no more of the case than that takes. */
export interface PartCase {
  /** The tasks of the secrets that are asked for. */
  readonly plan: RatedPlan<Task>;
  /** Their secrets, and those that stood in their places, by id. */
  readonly byId: ReadonlyMap<string, Secret>;
  /** Places of their secrets at which other values stood, too. */
  places(): readonly Place[];
}

/** Undefined when one of the secrets is not known. */
export function readPart(input: PartInput): PartCase | undefined {
  const { whole, fingerprints, runs, now, sla = DEFAULT_SLA } = input;
  const asked = whole.tasksOf(fingerprints)?.map(parseTask);
  if (asked === undefined) return undefined;
  const near = nearOf(asked, whole);
  const reader = createReader(input);
  const units = reader.units([...asked, ...near.tasks], storedPlaces({ asked, near, ...input }));
  const tasks = units.slice(0, asked.length).map((unit) => planTask(unit, input));
  const chained = tasks.map((task) => (isOpen(task.state) ? chain(task, { ...input, reader }) : task));
  const rated = units.slice(asked.length).map((unit) => rateUnit(unit, { now, sla }));
  const all = orderTasks<RatedTask>([...chained, ...rated], []);
  const secrets = [all.open, all.closed, all.tests].flat().flatMap((task) => task.secrets);
  const { crowds }: WholeSummary = JSON.parse(whole.summary);
  return {
    plan: orderTasks(
      chained,
      chained.flatMap(({ credential }) => credential ?? []),
    ),
    byId: new Map(secrets.map((secret) => [secret.id, secret])),
    places: () => placesOf(secrets, runs, { crowds: new Set(crowds) }),
  };
}

const parseTask = (task: string): KeptTask => JSON.parse(task);

/** The secrets that stood in places of some tasks, and their tasks, but for those. */
function nearOf(tasks: readonly KeptTask[], whole: KeptWhole) {
  const own = new Set(tasks.flatMap(({ secrets }) => secrets.map(({ id }) => id)));
  const ids = new Set(
    tasks.flatMap(({ secrets }) => secrets.flatMap(({ near = [] }) => near)).filter((id) => !own.has(id)),
  );
  return { ids, tasks: (whole.tasksOf([...ids]) ?? []).map(parseTask) };
}

interface Asked extends Pick<PartInput, "store" | "allowances"> {
  readonly asked: readonly KeptTask[];
  readonly near: ReturnType<typeof nearOf>;
}

/** All places of the secrets of the tasks that are asked for, and of those near them the ones that they could share. */
function storedPlaces({ asked, near, store, allowances }: Asked): readonly StoredOccurrence[] {
  const own = asked.flatMap(({ secrets }) => secrets.flatMap((one) => store.secrets.occurrencesOf(one.fingerprint)));
  const keys = new Set(own.flatMap(keysOf));
  const others = near.tasks
    .flatMap(({ secrets }) => secrets.filter(({ id }) => near.ids.has(id)))
    .flatMap((one) => store.secrets.occurrencesOf(one.fingerprint));
  // An ignore file speaks of all places of a secret.
  const shared = allowances === undefined ? others.filter((one) => keysOf(one).some((key) => keys.has(key))) : others;
  return [...own, ...shared];
}

/** Where a container finds a file may differ from where its layer has it. */
const keysOf = ({ name, ...place }: StoredOccurrence): readonly string[] =>
  [place.path, inContainer(place.path)].map((path) => keyOf({ ...place, path, ...(name === null ? {} : { name }) }));

/** In an image of Windows; see `containerPath`. */
const inContainer = (path: string): string => path.replace(/^Files\//, "C:/");

/** Makes units of tasks that were kept, with the work on their secrets, and those places that are given. */
function createReader({ store, allowances, now }: PartInput) {
  const exposures = createExposures(store.secrets, createImageLists());
  const units = (tasks: readonly KeptTask[], stored: readonly StoredOccurrence[]): readonly (SeenUnit & Unit)[] => {
    const read = occurrencesOf(store, { stored: stored.toSorted((a, b) => a.blobId - b.blobId), exposures });
    return tasks.map(({ secrets: kept, credential, exposed }) => {
      const secrets = kept.map((one) => ({
        ...workedOn(one, { events: store.events.of(one.fingerprint), now }),
        occurrences: read.get(store.secrets.idOf(one.fingerprint) ?? -1) ?? [],
      }));
      const [lead, ...rest] = allowSecrets(secrets, { store, ...(allowances === undefined ? {} : { allowances }) });
      if (lead === undefined) throw new Error("a task without secrets");
      return { secrets: [lead, ...rest], exposed, ...(credential === undefined ? {} : { credential }) };
    });
  };
  return {
    units,
    /** With places only where an ignore file has to be asked. */
    light: (task: KeptTask) =>
      units(
        [task],
        allowances === undefined ? [] : task.secrets.flatMap((one) => store.secrets.occurrencesOf(one.fingerprint)),
      )[0],
  };
}

interface ChainInput extends PartInput {
  readonly reader: ReturnType<typeof createReader>;
}

/** A task with those that come before it. */
function chain(task: Task, { store, whole, reader, now, sla = DEFAULT_SLA }: ChainInput): Task {
  if (!whole.hasOpeners()) return task;
  const opener = remembered((position: number): RatedTask | undefined => {
    const kept = whole.taskAt(position);
    const unit = kept === undefined ? undefined : reader.light(parseTask(kept));
    const rated = unit && rateUnit(unit, { now, sla });
    return rated !== undefined && isOpen(rated.state) && opens(rated) ? rated : undefined;
  });
  const placesIn = remembered((blob: Digest) => whole.openersIn(blob));
  const openersAt = (place: ChainPlace): readonly RatedTask[] => {
    const there =
      "at" in place
        ? placesIn(place.at.blob).filter(({ kind, path }) =>
            METADATA.includes(kind)
              ? METADATA.includes(place.at.kind)
              : kind === place.at.kind && isPath(path, place.at.path),
          )
        : store.secrets.shownBy(place.image.manifest).flatMap(placesIn);
    const tasks = [...new Set(there.map(({ position }) => position))].flatMap((position) => opener(position) ?? []);
    return orderTasks(tasks, []).open;
  };
  return chainTask(task, openersAt);
}

const isPath = (stored: string, path: string): boolean => stored === path || inContainer(stored) === path;

function remembered<K, V>(read: (of: K) => V): (of: K) => V {
  const known = new Map<K, { readonly value: V }>();
  return (of) => {
    const one = known.get(of) ?? { value: read(of) };
    known.set(of, one);
    return one.value;
  };
}

/** The ledger of the case, as it was kept. */
export const keptLedger = ({ summary, repositories }: KeptWhole): CaseLedger => {
  const { entries }: WholeSummary = JSON.parse(summary);
  return { entries, repositories: JSON.parse(repositories) };
};

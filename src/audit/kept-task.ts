import { isOpen, type Secret, type WorkEvent } from "../domain/rotation.ts";
import { powerOf } from "../rotation/power.ts";
import type { SeenUnit } from "../rotation/rate-unit.ts";
import type { RatedTask } from "../rotation/task.ts";
import { isChange, workState } from "../rotation/work.ts";
import type { NewTask } from "../store/listing.ts";

/** All that the place of a task in the order of work rests on, but for events and the time; as JSON. */
export interface KeptTask extends Pick<RatedTask, "credential"> {
  readonly secrets: readonly KeptSecret[];
  readonly exposed: SeenUnit["exposed"];
}

export interface KeptSecret extends Omit<Secret, "occurrences" | "events" | "imported"> {
  /** Its state without any event. */
  readonly first: "new" | "test";
  /** Reports leave out some of its places until somebody has worked on it. */
  readonly isPart?: true;
  /** Ids of the others that stood in one of its places. */
  readonly near?: readonly string[];
}

interface KeepTask {
  /** Ids of secrets of which places are left out. */
  readonly parts: ReadonlySet<string>;
  /** By id. */
  readonly near: ReadonlyMap<string, Iterable<string>>;
}

export function keptTask({ members, credential, window, owner }: RatedTask, { parts, near }: KeepTask): NewTask {
  const secrets = members.map(({ secret }) =>
    keptSecret(secret, { isPart: parts.has(secret.id), near: near.get(secret.id) }),
  );
  const task: KeptTask = {
    secrets,
    ...(credential === undefined ? {} : { credential }),
    exposed: { each: members.map(({ exposed }) => exposed), window, ...(owner === undefined ? {} : { owner }) },
  };
  return {
    task: JSON.stringify(task),
    isOpener: mayOpen(secrets),
    secrets: secrets.map(({ fingerprint, first }) => ({ fingerprint, isTest: first === "test" })),
  };
}

/** Whatever time and work make of it; see `createChains`. */
const mayOpen = (secrets: readonly KeptSecret[]): boolean =>
  secrets.some((secret) => powerOf(secret).wave === 1) && secrets.some(({ confidence }) => confidence !== "low");

function keptSecret(
  { occurrences: _, events, imported: __, ...secret }: Secret,
  { isPart, near }: { readonly isPart: boolean; readonly near: Iterable<string> | undefined },
): KeptSecret {
  const first = secret.state === "test" && !events.some(isChange) ? "test" : "new";
  return { ...secret, first, ...(isPart ? { isPart } : {}), ...(near === undefined ? {} : { near: [...near] }) };
}

interface Told {
  /** Oldest first. */
  readonly events: readonly WorkEvent[];
  readonly now: Date;
}

/** A secret as it was kept, with its work; its places are not told. What an ignore file says of it is left out. */
export function workedOn(
  { first, isPart: _, near: __, allowed: ___, ...about }: KeptSecret,
  { events, now }: Told,
): Secret {
  return { ...about, state: workState(events, { now, first }), events, occurrences: [] };
}

export interface LaterWork {
  /** Of all secrets that were worked on, by fingerprint. */
  readonly events: ReadonlyMap<string, readonly WorkEvent[]>;
  /** Fingerprints of those with events since it was kept. */
  readonly touched: ReadonlySet<string>;
  readonly now: Date;
  /** There is an ignore file. */
  readonly allows: boolean;
}

/** The same task after more work; undefined when only the places of its secrets tell what it is now. */
export function taskAfter({ secrets, ...task }: KeptTask, later: LaterWork): SeenUnit | undefined {
  const [lead, ...rest] = secrets.map((kept) => secretAfter(kept, later));
  const others = rest.flatMap((secret) => secret ?? []);
  return lead === undefined || others.length < rest.length ? undefined : { ...task, secrets: [lead, ...others] };
}

function secretAfter(kept: KeptSecret, later: LaterWork): Secret | undefined {
  const { state: before, allowed, first, isPart } = kept;
  const events = later.events.get(kept.fingerprint) ?? [];
  const isTest = first === "test" || events.some(({ state }) => state === "test");
  // Documented examples join no credential, and what is worked on is told with all its places.
  if (later.touched.has(kept.fingerprint) && (isTest || isPart === true)) return undefined;
  const secret = workedOn(kept, { events, now: later.now });
  const wasOpen = allowed !== undefined || isOpen(before);
  if (later.allows && !wasOpen && isOpen(secret.state)) return undefined;
  return allowed !== undefined && isOpen(secret.state) ? { ...secret, state: "accepted", allowed } : secret;
}

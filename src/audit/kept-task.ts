import { isOpen, type Secret, type WorkEvent } from "../domain/rotation.ts";
import type { SeenUnit } from "../rotation/rate-unit.ts";
import type { RatedTask } from "../rotation/task.ts";
import { isChange, workState } from "../rotation/work.ts";

/** All that the place of a task in the order of work rests on, but for events and the time; as JSON. */
export interface KeptTask extends Pick<RatedTask, "credential"> {
  readonly secrets: readonly KeptSecret[];
  readonly exposed: SeenUnit["exposed"];
}

interface KeptSecret extends Omit<Secret, "occurrences" | "events" | "reasons" | "preview" | "imported"> {
  /** Its state without any event. */
  readonly first: "new" | "test";
  /** Reports leave out some of its places until somebody has worked on it. */
  readonly isPart?: true;
}

export const keptTask = ({ members, credential, window, owner }: RatedTask, parts: ReadonlySet<string>): KeptTask => ({
  secrets: members.map(({ secret }) => keptSecret(secret, parts.has(secret.id))),
  ...(credential === undefined ? {} : { credential }),
  exposed: { each: members.map(({ exposed }) => exposed), window, ...(owner === undefined ? {} : { owner }) },
});

function keptSecret(
  { occurrences: _, events, reasons: __, preview: ___, imported: ____, ...secret }: Secret,
  isPart: boolean,
): KeptSecret {
  const first = secret.state === "test" && !events.some(isChange) ? "test" : "new";
  return { ...secret, first, ...(isPart ? { isPart } : {}) };
}

interface LaterWork {
  /** Of all secrets, by fingerprint. */
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

function secretAfter({ first, isPart, ...kept }: KeptSecret, later: LaterWork): Secret | undefined {
  const { state: before, allowed, ...about } = kept;
  const events = later.events.get(kept.fingerprint) ?? [];
  const isTest = first === "test" || events.some(({ state }) => state === "test");
  // Documented examples join no credential, and what is worked on is told with all its places.
  if (later.touched.has(kept.fingerprint) && (isTest || isPart === true)) return undefined;
  const state = workState(events, { now: later.now, first });
  const wasOpen = allowed !== undefined || isOpen(before);
  if (later.allows && !wasOpen && isOpen(state)) return undefined;
  const says = allowed !== undefined && isOpen(state) ? { state: "accepted" as const, allowed } : { state };
  return { ...about, ...says, events, occurrences: [], reasons: [], preview: "" };
}

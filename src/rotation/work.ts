import { DEAD_STATES, type WorkEvent, type WorkState } from "../domain/rotation.ts";

/** The state after all events of one secret, oldest first. A note changes nothing; without events it is `new`. */
export const workState = (events: readonly WorkEvent[]): WorkState => lastChange(events)?.state ?? "new";

/** An image that holds the secret. `firstSeen`: when an audit first recorded it, `at`: now; both ISO 8601. */
export interface Sighting {
  readonly image: string;
  readonly firstSeen: string;
  readonly at: string;
}

/**
 * The event that re-opens the work, if the sighting contradicts its end: the old value is said to be dead, and the
 * image was first seen after that was said. States that end the work without a rotation are left alone.
 */
export function reopens(events: readonly WorkEvent[], sighting: Sighting): WorkEvent | undefined {
  const closing = lastChange(events);
  if (closing === undefined || !DEAD_STATES.includes(closing.state)) return undefined;
  if (!(Date.parse(sighting.firstSeen) > Date.parse(closing.at))) return undefined;
  return {
    fingerprint: closing.fingerprint,
    kind: "reopened",
    state: "new",
    actor: "exhume",
    at: sighting.at,
    note: `was ${closing.state} since ${closing.at}, but ${sighting.image}, first seen ${sighting.firstSeen}, holds it`,
  };
}

function lastChange(events: readonly WorkEvent[]): WorkEvent | undefined {
  return events.findLast(({ kind }) => kind === "state" || kind === "reopened");
}

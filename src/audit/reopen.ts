import { DEAD_STATES, type WorkEvent } from "../domain/rotation.ts";
import { reopens, workState } from "../rotation/work.ts";
import type { Store } from "../store/store.ts";

/**
 * Secrets that were said to be dead and stand in an image that was first seen after that: their work is open again.
 * Returns the events it wrote.
 */
export function reopenReturned(store: Store, now: Date): readonly WorkEvent[] {
  const closed = [...store.events.all()].filter(([, events]) => DEAD_STATES.includes(workState(events, { now })));
  const written = closed.flatMap(([fingerprint, events]) => {
    const newest = store.secrets.newestSighting(fingerprint);
    return newest === undefined ? [] : (reopens(events, { ...newest, at: now.toISOString() }) ?? []);
  });
  store.events.append(written);
  return written;
}

import { DEAD_STATES, type WorkEvent } from "../domain/rotation.ts";
import { leakedAgainNotes } from "../rotation/leaked-again.ts";
import { placesOf } from "../rotation/succession.ts";
import { workState } from "../rotation/work.ts";
import type { Store } from "../store/store.ts";
import { readSecrets } from "./read-case.ts";
import { readRuns } from "./read-runs.ts";
import { shownSecrets } from "./shown.ts";

/** Where a new value stands in the place of one that was said to be dead, that is noted on the dead one, once. */
export function noteLeakedAgain(store: Store, now: Date): readonly WorkEvent[] {
  const anyDead = [...store.events.all().values()].some((events) => DEAD_STATES.includes(workState(events, { now })));
  // To read a whole case takes a while: mostly there is nothing to look for.
  if (!anyDead) return [];
  const { secrets } = shownSecrets(readSecrets(store, { now }), { includeVendored: false, minConfidence: "low" });
  const written = leakedAgainNotes(placesOf(secrets, readRuns(store, now)), now.toISOString());
  store.events.append(written);
  return written;
}

import { DEAD_STATES, isOpen, type Secret, type WorkEvent } from "../domain/rotation.ts";
import { type Place, successions } from "./succession.ts";

/** Key in the data of the note: id of the value that came after. */
const AFTER = "followedBy";

/** One note for each open value that took the place of a dead one, on the dead one; none that was written before. */
export function leakedAgainNotes(places: readonly Place[], at: string): readonly WorkEvent[] {
  const links = successions(places);
  const written = new Set<string>();
  return places.flatMap((place) => {
    const known = new Map(place.versions.map(({ secret }) => [secret.id, secret]));
    return place.versions.flatMap(({ secret: old }) =>
      (DEAD_STATES.includes(old.state) ? (links.get(old.id)?.followedBy ?? []) : []).flatMap((id) => {
        const next = known.get(id);
        const pair = `${old.id} ${id}`;
        if (next === undefined || !isOpen(next.state) || written.has(pair) || isNoted(old, id)) return [];
        written.add(pair);
        return [noteOf(old, { next, place, at })];
      }),
    );
  });
}

const isNoted = ({ events }: Secret, id: string): boolean => events.some(({ data }) => data?.[AFTER] === id);

interface Next {
  readonly next: Secret;
  readonly place: Place;
  readonly at: string;
}

const noteOf = ({ fingerprint, state }: Secret, { next, place, at }: Next): WorkEvent => ({
  fingerprint,
  kind: "note",
  state,
  actor: "exhume",
  at,
  note: `rotated, and leaked again: ${next.id} took its place in ${place.repository} ${place.path}`,
  data: { [AFTER]: next.id },
});

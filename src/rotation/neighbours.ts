import type { Place } from "./succession.ts";

/** For each secret the others that stood in one of its places, by id. */
export function neighbours(places: readonly Place[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { versions } of places)
    for (const { secret } of versions) {
      const near = found.get(secret.id) ?? new Set<string>();
      found.set(secret.id, near);
      for (const { secret: other } of versions) if (other !== secret) near.add(other.id);
    }
  return found;
}

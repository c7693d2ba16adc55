import { readPathSets } from "../domain/path-sets.ts";
import type { PathVerdicts } from "../rotation/exposure.ts";
import type { Secrets } from "../store/secrets.ts";

/** Bytes of path sets kept in memory at a time; a layer of 10,000 files has 50 kB of them. */
const KEPT_BYTES = 32 * 2 ** 20;
/** What an entry takes besides. */
const ENTRY_BYTES = 1000;

/** What layers do to paths below them, by blob id. Over the limit it forgets all and starts anew. */
export function createUpperPaths(secrets: Pick<Secrets, "paths">): (blobId: number) => PathVerdicts | undefined {
  const kept = new Map<number, PathVerdicts | undefined>();
  let bytes = 0;
  return (blobId) => {
    const known = kept.get(blobId);
    if (known !== undefined || kept.has(blobId)) return known;
    const sets = secrets.paths(blobId);
    const verdicts = sets && readPathSets(sets);
    bytes += ENTRY_BYTES + Object.values(sets ?? {}).reduce((sum, { length }) => sum + length, 0);
    if (bytes > KEPT_BYTES) {
      kept.clear();
      bytes = 0;
    }
    kept.set(blobId, verdicts);
    return verdicts;
  };
}

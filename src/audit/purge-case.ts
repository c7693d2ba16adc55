import { append } from "../domain/append.ts";
import type { Digest } from "../domain/digest.ts";
import type { Secret } from "../domain/rotation.ts";
import { type PurgePlan, planPurge } from "../rotation/purge.ts";
import type { Store } from "../store/store.ts";

/** What must go so that no registry of the case serves these secrets any more. */
export function purgeCase(store: Store, secrets: readonly Secret[]): PurgePlan {
  const blobs = new Map<Digest, string[]>();
  for (const { id, occurrences } of secrets)
    for (const blob of new Set(occurrences.map((occurrence) => occurrence.blob))) append(blobs, blob, id);
  return planPurge({ manifests: store.graph.around([...blobs.keys()]), blobs });
}

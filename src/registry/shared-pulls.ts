import { type ImageRef, type Manifest, repositoryName } from "../domain/oci.ts";

export type PullManifest = (ref: ImageRef, signal: AbortSignal) => Promise<Manifest>;

/** A manifest that is asked for again while it is under way, by its digest, is pulled once. */
export function sharedPulls(pull: PullManifest): PullManifest {
  const underWay = new Map<string, Promise<Manifest>>();
  return async (ref, signal) => {
    if (ref.digest === undefined) return pull(ref, signal);
    const key = `${repositoryName(ref.repository)}@${ref.digest}`;
    const asked = underWay.get(key) ?? pull(ref, signal).finally(() => underWay.delete(key));
    underWay.set(key, asked);
    return asked;
  };
}

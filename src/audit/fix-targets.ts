import { reconstructDockerfile } from "../dockerfile/reconstruct.ts";
import { isOpen, type Secret } from "../domain/rotation.ts";
import type { Secrets } from "../store/secrets.ts";

/** A Dockerfile that no source was given for, as the history of one image tells it. */
export interface Reconstructed {
  /** `r.example/team/app` */
  readonly repository: string;
  readonly text: string;
  readonly notes: readonly string[];
}

/** One Dockerfile for each repository with open secrets: that of the newest image that shows one. */
export function reconstructAll(
  secrets: readonly Secret[],
  reader: Pick<Secrets, "manifestByDigest">,
): readonly Reconstructed[] {
  const newest = new Map<string, { readonly manifest: string; readonly since: string }>();
  for (const image of secrets
    .filter(({ state }) => isOpen(state))
    .flatMap(({ occurrences }) => occurrences.flatMap(({ images }) => images))) {
    const repository = image.repository === "" ? image.registry : `${image.registry}/${image.repository}`;
    const known = newest.get(repository);
    if (known === undefined || (image.since ?? "") > known.since)
      newest.set(repository, { manifest: image.manifest, since: image.since ?? "" });
  }
  return [...newest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([repository, { manifest }]) => {
      const history = reader.manifestByDigest(manifest)?.config?.history ?? [];
      return history.length === 0 ? [] : [{ repository, ...reconstructDockerfile({ history }) }];
    });
}

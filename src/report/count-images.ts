import type { SecretReport } from "./model.ts";

/** Images that hold a secret, each manifest of a repository once. */
export const countImages = ({ occurrences }: SecretReport): number =>
  new Set(
    occurrences.flatMap(({ images }) =>
      images.map(({ registry, repository, manifest }) => `${registry}/${repository}@${manifest}`),
    ),
  ).size;

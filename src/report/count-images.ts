import { createPerRepository } from "../rotation/per-repository.ts";
import type { SecretReport } from "./model.ts";

/** Images that hold a secret, each manifest of a repository once. */
export function countImages({ occurrences }: SecretReport): number {
  const counted = createPerRepository<true>();
  for (const images of new Set(occurrences.map((place) => place.images)))
    for (const image of images) counted.set(image, image.manifest, true);
  return counted.size();
}

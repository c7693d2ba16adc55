import type { BaseImage, Occurrence } from "../domain/rotation.ts";
import { baseImage } from "../rotation/base-image.ts";
import type { Secrets } from "../store/secrets.ts";

/** Secrets that stand in the same blobs have the same base; so many answers are remembered. */
const KEPT = 10_000;

/** The base image of a secret by its places. */
export function createBases(
  secrets: Pick<Secrets, "layers">,
): (occurrences: readonly Occurrence[]) => BaseImage | undefined {
  const answers = new Map<string, BaseImage | undefined>();
  return (occurrences) => {
    const key = [...new Set(occurrences.map(({ blob }) => blob))].join(" ");
    if (answers.has(key)) return answers.get(key);
    // Of an image that is in several lists the last one counts.
    const lists = [...new Set(occurrences.map(({ images }) => images).reverse())].reverse();
    const base = baseImage(lists.flat(), secrets.layers);
    if (answers.size >= KEPT) answers.clear();
    answers.set(key, base);
    return base;
  };
}

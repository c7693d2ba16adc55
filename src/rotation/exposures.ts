import type { ImageExposure, Occurrence, Secret } from "../domain/rotation.ts";
import { EXPOSURES } from "../domain/rotation.ts";
import { createPerRepository } from "./per-repository.ts";
import type { ExposureSummary } from "./task.ts";

/** Every image of the secrets once, each with its worst exposure: present and tagged ones first, then by name. */
export function imagesOf(secrets: readonly Secret[]): readonly ImageExposure[] {
  const worst = createPerRepository<ImageExposure>();
  for (const images of new Set(places(secrets).map((place) => place.images))) {
    for (const image of images) {
      const known = worst.get(image, image.manifest);
      if (known === undefined || rank(image) < rank(known)) worst.set(image, image.manifest, image);
    }
  }
  return [...worst.values()].sort(nearestFirst);
}

/** The ways the images show the secrets, worst first. Images that show it in the same way and place are one row. */
export function summarizeExposures(secrets: readonly Secret[]): readonly ExposureSummary[] {
  const groups = new Map<string, Group>();
  for (const { path, images } of places(secrets)) {
    let last: Group | undefined;
    for (const image of images) {
      const group =
        last !== undefined && showsAlike(last.images[0], image) ? last : groupOf(groups, { place: path, image });
      group.images.push(image);
      last = group;
    }
  }
  return [...groups.values()].flatMap(summarize).sort(worstFirst);
}

interface Group {
  readonly place: string;
  readonly images: ImageExposure[];
}

function groupOf(
  groups: Map<string, Group>,
  { place, image }: { readonly place: string; readonly image: ImageExposure },
): Group {
  const key = JSON.stringify([image.exposure, place, image.historyLine, image.removedBy?.historyLine]);
  const group = groups.get(key) ?? { place, images: [] };
  groups.set(key, group);
  return group;
}

/** Neighbours mostly do, and that is told without a key. */
const showsAlike = (a: ImageExposure | undefined, b: ImageExposure): boolean =>
  a?.exposure === b.exposure &&
  a.historyLine === b.historyLine &&
  a.removedBy?.historyLine === b.removedBy?.historyLine;

const places = (secrets: readonly Secret[]): readonly Occurrence[] => secrets.flatMap(({ occurrences }) => occurrences);

export const imageKey = ({
  registry,
  repository,
  manifest,
}: Pick<ImageExposure, "registry" | "repository" | "manifest">): string => `${registry}/${repository}@${manifest}`;

const rank = ({ exposure }: ImageExposure): number => EXPOSURES.indexOf(exposure);

function summarize({ place, images }: { readonly place: string; readonly images: readonly ImageExposure[] }) {
  const [first] = images;
  if (first === undefined) return [];
  const unique = createPerRepository<true>();
  const tags = createPerRepository<true>();
  const served = images.some(({ present }) => present);
  for (const image of images) {
    if (served && !image.present) continue;
    if (unique.get(image, image.manifest)) continue;
    unique.set(image, image.manifest, true);
    for (const tag of image.tags) tags.set(image, tag, true);
  }
  const { exposure, layer, historyLine, removedBy } = first;
  const sameLayers = images.every((image) => image.layer === layer && image.removedBy?.layer === removedBy?.layer);
  const summary: ExposureSummary = {
    exposure,
    place,
    images: unique.size(),
    tags: tags.size(),
    sameLayers,
    served,
    ...(layer === undefined ? {} : { layer }),
    ...(historyLine === undefined ? {} : { historyLine }),
    ...(removedBy === undefined ? {} : { removedBy }),
  };
  return [summary];
}

const worstFirst = (a: ExposureSummary, b: ExposureSummary): number =>
  EXPOSURES.indexOf(a.exposure) - EXPOSURES.indexOf(b.exposure) ||
  b.tags - a.tags ||
  b.images - a.images ||
  compare(a.place, b.place) ||
  compare(a.historyLine ?? "", b.historyLine ?? "") ||
  compare(a.removedBy?.historyLine ?? "", b.removedBy?.historyLine ?? "");

const nearestFirst = (a: ImageExposure, b: ImageExposure): number =>
  Number(b.present) - Number(a.present) ||
  Number(b.tags.length > 0) - Number(a.tags.length > 0) ||
  byRepository(a, b) ||
  compare(a.tags[0] ?? "", b.tags[0] ?? "") ||
  compare(a.manifest, b.manifest);

const byRepository = (a: ImageExposure, b: ImageExposure): number =>
  a.repository === b.repository && a.registry === b.registry
    ? 0
    : compare(`${a.registry}/${a.repository}`, `${b.registry}/${b.repository}`);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

import type { Digest } from "../domain/digest.ts";
import type { BaseImage, ImageExposure, Secret } from "../domain/rotation.ts";
import { imageKey } from "./exposures.ts";
import { imageName } from "./image-name.ts";
import { createPerRepository } from "./per-repository.ts";

/** Layers of an image as any names that are equal for equal layers, base first. */
export type LayersOf = (manifest: Digest) => readonly (string | number)[];

/** Fewer than this on layers that no image of the case is made of are alike by chance, or copies. */
const MANY = 3;

/**
 * The image that brings a secret into others: one that shows it and whose layers are exactly the lowest of theirs. Else, where
 * many images of several repositories hold it in the same lowest layers, a base that the case does not hold. Undefined when
 * the images of one repository only stand on it: rebuilding the repository is all there is to do.
 */
export function baseImage(images: readonly ImageExposure[], layersOf: LayersOf): BaseImage | undefined {
  const present = createPerRepository<ImageExposure>();
  for (const image of images) if (image.present) present.set(image, image.manifest, image);
  const stacks = present
    .values()
    .map((image) => ({ image, layers: layersOf(image.manifest) }))
    .filter(({ layers }) => layers.length > 0);
  return largest(named(stacks)) ?? largest(nameless(stacks));
}

interface Stack {
  readonly image: ImageExposure;
  readonly layers: readonly (string | number)[];
}

interface Group {
  readonly name?: string;
  readonly stacks: Stack[];
}

function named(stacks: readonly Stack[]): readonly Group[] {
  const whole = new Map<string, ImageExposure>();
  for (const { image, layers } of stacks) {
    const key = keyOf(layers);
    const known = whole.get(key);
    if (known === undefined || isBetter(image, known)) whole.set(key, image);
  }
  const groups = new Map<string, Group>();
  for (const stack of stacks) {
    const below = prefixes(stack.layers).flatMap((key) => whole.get(key) ?? []);
    const lowest = below.map(repositoryOf).find((repository) => repository !== repositoryOf(stack.image));
    // Of several images of that repository, which may share layers, the one that it is really built on.
    const base = below.findLast((image) => repositoryOf(image) === lowest);
    if (base === undefined) continue;
    const name = imageName(base);
    const group = groups.get(name) ?? { name, stacks: [] };
    group.stacks.push(stack);
    groups.set(name, group);
  }
  return [...groups.values()];
}

function nameless(stacks: readonly Stack[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const stack of stacks) {
    const { layer } = stack.image;
    if (layer === undefined || layer + 1 >= stack.layers.length) continue;
    const key = keyOf(stack.layers.slice(0, layer + 1));
    const group = groups.get(key) ?? { stacks: [] };
    group.stacks.push(stack);
    groups.set(key, group);
  }
  return [...groups.values()].filter(({ stacks: on }) => countImages(on) >= MANY && countRepositories(on) > 1);
}

const keyOf = (layers: Stack["layers"]): string => layers.map((layer) => `${layer},`).join("");

/** Keys of all that a stack can stand on, shortest first. */
function prefixes(layers: Stack["layers"]): readonly string[] {
  let key = "";
  return layers.slice(0, -1).map((layer) => {
    key += `${layer},`;
    return key;
  });
}

/** With a tag, then by name: one of several copies. */
const isBetter = (a: ImageExposure, b: ImageExposure): boolean =>
  a.tags.length > 0 === b.tags.length > 0 ? imageName(a) < imageName(b) : a.tags.length > 0;

const repositoryOf = ({ registry, repository }: ImageExposure): string => `${registry}/${repository}`;

/** Copies of one image in several repositories are one: they say nothing of a base. */
const countImages = (stacks: readonly Stack[]): number => new Set(stacks.map(({ image }) => image.manifest)).size;

const countRepositories = (stacks: readonly Stack[]): number =>
  new Set(stacks.map(({ image }) => repositoryOf(image))).size;

const largest = (groups: readonly Group[]): BaseImage | undefined =>
  widest(
    groups.map(({ name, stacks }) => ({
      ...(name === undefined ? {} : { name }),
      images: new Set(stacks.map(({ image }) => imageKey(image))).size,
      repositories: countRepositories(stacks),
    })),
  );

/** Ties go to the first by name. */
const widest = (bases: readonly BaseImage[]): BaseImage | undefined =>
  [...bases].sort(
    (a, b) => b.images - a.images || b.repositories - a.repositories || ((a.name ?? "") < (b.name ?? "") ? -1 : 1),
  )[0];

/** Of the secrets of one task. */
export const baseOf = (secrets: readonly Secret[]): BaseImage | undefined =>
  widest(secrets.flatMap(({ base }) => base ?? []));

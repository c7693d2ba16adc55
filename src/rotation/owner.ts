import type { BaseImage, ImageExposure } from "../domain/rotation.ts";
import { imageName } from "./image-name.ts";

/** Whom to ask. `from`: who says so: `owners file line 3`, `label authors of registry.example/team/app`. */
export interface Owner {
  readonly name: string;
  readonly from: string;
  /** Who has the other images that hold it, by the same kind of word. */
  readonly others?: readonly string[];
}

/** What a person has written of a repository; undefined where nothing is said, or where an owner is taken away. */
export type OwnerOf = (image: Pick<ImageExposure, "registry" | "repository">) => Owner | undefined;

interface Owned {
  /** Worst first. */
  readonly images: readonly ImageExposure[];
  /** The image that brings it into others. */
  readonly base?: BaseImage | undefined;
}

/**
 * The owner of the image that brings it into most of the others, or else of the worst image that has one. The word of a person
 * counts first, then what was told of the build, then labels: they may be those of a base image. Undefined: nobody says.
 */
export function ownerOf({ images, base }: Owned, written: OwnerOf | undefined): Owner | undefined {
  const isBase = (image: ImageExposure): boolean => base !== undefined && imageName(image) === base.name;
  const asked =
    base !== undefined && 2 * base.images >= images.length
      ? [...images.filter(isBase), ...images.filter((image) => !isBase(image))]
      : images;
  for (const says of [written ?? nobody, provenance, ...LABELS.map(label)]) {
    const [first, ...rest] = asked.flatMap((image) => says(image) ?? []);
    if (first === undefined) continue;
    const others = [...new Set(rest.map(({ name }) => name))].filter((name) => name !== first.name);
    return { ...first, ...(others.length === 0 ? {} : { others }) };
  }
  return undefined;
}

/** OCI image-spec, annotations.md: a contact first, then where the source is, then an organisation. */
const LABELS = ["authors", "source", "vendor", "url"] as const;

type Says = (image: ImageExposure) => Owner | undefined;

const nobody: Says = () => undefined;

const provenance: Says = (image) => {
  const { source, revision } = image.origin?.build ?? {};
  return claim(image, { name: source, from: "provenance", revision });
};

function label(key: (typeof LABELS)[number]): Says {
  return (image) => {
    const labels = image.origin?.labels;
    const revision = key === "source" ? labels?.[`${PREFIX}revision`] : undefined;
    return claim(image, { name: labels?.[`${PREFIX}${key}`], from: `label ${key}`, revision });
  };
}

const PREFIX = "org.opencontainers.image.";

interface Claim {
  readonly name: string | undefined;
  readonly from: string;
  readonly revision: string | undefined;
}

/** A login in a URL is nobody's name, nor is what shows nothing. */
function claim({ registry, repository }: ImageExposure, { name, from, revision }: Claim): Owner | undefined {
  const shown = name?.replace(/\/\/[^/@\s]*@/g, "//").trim();
  if (shown === undefined || !/[\p{L}\p{N}]/u.test(shown)) return undefined;
  const where = repository === "" ? registry : `${registry}/${repository}`;
  return { name: shown, from: `${from} of ${where}${revision === undefined ? "" : `, revision ${revision}`}` };
}

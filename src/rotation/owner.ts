import type { ImageExposure, ImageOrigin } from "../domain/rotation.ts";

/** Whom to ask. `from`: who says so: `owners file line 3`, `label authors of registry.example/team/app`. */
export interface Owner {
  readonly name: string;
  readonly from: string;
  /** Who has the other images that hold it, by the same kind of word. */
  readonly others?: readonly string[];
}

/** What a person has written of a repository; undefined where nothing is said, or where an owner is taken away. */
export type OwnerOf = (image: Pick<ImageExposure, "registry" | "repository">) => Owner | undefined;

/**
 * The owner of the worst image that has one. The word of a person counts first, then what was told of the build, then
 * labels: they may be those of a base image. Undefined: nobody says.
 */
export function ownerOf(images: readonly ImageExposure[], written: OwnerOf | undefined): Owner | undefined {
  const claims = images.flatMap((image): readonly Claim[] => {
    const owner = written?.(image);
    return [...(owner === undefined ? [] : [{ ...owner, rank: -1 }]), ...claimsOf(image)];
  });
  const best = Math.min(...claims.map(({ rank }) => rank));
  const [first, ...rest] = claims.filter(({ rank }) => rank === best);
  if (first === undefined) return undefined;
  const others = [...new Set(rest.map(({ name }) => name))].filter((name) => name !== first.name);
  return { name: first.name, from: first.from, ...(others.length === 0 ? {} : { others }) };
}

interface Claim extends Owner {
  /** The lower, the better. */
  readonly rank: number;
}

/** OCI image-spec, annotations.md: a contact first, then where the source is, then an organisation. */
const LABELS = ["authors", "source", "vendor", "url"] as const;

function claimsOf({ registry, repository, origin }: ImageExposure): readonly Claim[] {
  if (origin === undefined) return [];
  const where = repository === "" ? registry : `${registry}/${repository}`;
  return [
    ...claim(0, { name: origin.build?.source, from: `provenance of ${where}`, revision: origin.build?.revision }),
    ...LABELS.flatMap((label, index) =>
      claim(index + 1, {
        name: labelOf(origin, label),
        from: `label ${label} of ${where}`,
        revision: label === "source" ? labelOf(origin, "revision") : undefined,
      }),
    ),
  ];
}

const labelOf = ({ labels }: ImageOrigin, name: string): string | undefined =>
  labels[`org.opencontainers.image.${name}`];

interface ClaimInput {
  readonly name: string | undefined;
  readonly from: string;
  readonly revision: string | undefined;
}

/** A login in a URL is nobody's name. */
function claim(rank: number, { name, from, revision }: ClaimInput): readonly Claim[] {
  const shown = (name ?? "").replace(/\/\/[^/@\s]*@/g, "//").trim();
  return !/[\p{L}\p{N}]/u.test(shown)
    ? []
    : [{ rank, name: shown, from: revision === undefined ? from : `${from}, revision ${revision}` }];
}

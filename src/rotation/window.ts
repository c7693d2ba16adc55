import type { ImageExposure, Visibility } from "../domain/rotation.ts";

/** From when until when others could read it, and what is known of those who did. Dates are ISO 8601. */
export interface ExposureWindow {
  /** When the first image with it was pushed; absent when no image has a date. */
  readonly from?: string;
  /** Whose word `from` is: the registry's, or the image's own, which its author may set. */
  readonly fromIs?: "pushed" | "created";
  /** Some image has no date: it may have begun earlier. */
  readonly maybeEarlier?: true;
  /** When the last image with it was gone; absent while one is served, or when that was not seen. */
  readonly to?: string;
  readonly served: boolean;
  /** No registry holds it: archives on disk only. */
  readonly local?: true;
  /** The widest circle that may pull it. Absent: no registry told. */
  readonly visibility?: Visibility;
  /** The first audit that saw it readable for all, when it is. */
  readonly publicSince?: string;
  /** Last pull that a registry recorded of an image with it; exhume's own are left out. */
  readonly lastPull?: string;
  /** Pulls that registries count for the repositories with it, since these exist: of all their images. */
  readonly pulls?: number;
}

/** Transports of archives on disk (containers-transports(5)); anything else is a registry that serves to others. */
const LOCAL = /^(?:oci|oci-archive|docker-archive|dir):/;

export const isLocal = ({ registry }: Pick<ImageExposure, "registry">): boolean => LOCAL.test(registry);

export function exposureWindow(images: readonly ImageExposure[]): ExposureWindow {
  const served = images.some(({ present }) => present);
  const begin = least(images.filter(dated), ({ since = "" }) => since);
  const gone = images.map(({ goneSince }) => goneSince);
  const end = served || gone.includes(undefined) ? undefined : gone.sort().at(-1);
  const visibility = WIDEST.find((one) => images.some((image) => image.visibility === one));
  const open = least(images.filter(isOpenToAll), ({ visibleSince = "" }) => visibleSince);
  const lastPull = images
    .flatMap(({ pulledAt }) => pulledAt ?? [])
    .sort()
    .at(-1);
  const pulls = countPulls(images);
  return {
    served,
    ...(images.length > 0 && images.every(isLocal) ? { local: true } : {}),
    ...(begin?.since === undefined ? {} : { from: begin.since, fromIs: begin.sinceIs ?? "created" }),
    ...(images.every(dated) ? {} : { maybeEarlier: true }),
    ...(end === undefined ? {} : { to: end }),
    ...(visibility === undefined ? {} : { visibility }),
    ...(open?.visibleSince === undefined ? {} : { publicSince: open.visibleSince }),
    ...(lastPull === undefined ? {} : { lastPull }),
    ...(pulls === undefined ? {} : { pulls }),
  };
}

const WIDEST: readonly Visibility[] = ["public", "anonymous", "private"];

const dated = ({ since }: ImageExposure): boolean => since !== undefined;

const isOpenToAll = ({ visibility, visibleSince }: ImageExposure): boolean =>
  (visibility === "public" || visibility === "anonymous") && visibleSince !== undefined;

const least = <T>(values: readonly T[], of: (value: T) => string): T | undefined =>
  values.reduce<T | undefined>((first, one) => (first === undefined || of(one) < of(first) ? one : first), undefined);

/** A repository is counted once, however many of its images hold it. */
function countPulls(images: readonly ImageExposure[]): number | undefined {
  const counted = new Map(
    images.flatMap(({ registry, repository, pulls }) =>
      pulls === undefined ? [] : [[`${registry}/${repository}`, pulls] as const],
    ),
  );
  return counted.size === 0 ? undefined : [...counted.values()].reduce((sum, pulls) => sum + pulls, 0);
}

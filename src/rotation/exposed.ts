import type { ExposureKind, ImageExposure, Secret } from "../domain/rotation.ts";
import { EXPOSURES } from "../domain/rotation.ts";
import { imagesOf } from "./exposures.ts";
import { type OwnerOf, ownerOf } from "./owner.ts";
import { type RiskTerm, reachTerms, spreadTerms, structureTerms } from "./risk-terms.ts";
import type { ExposedUnit, Unit } from "./task.ts";
import { type ImageDates, imageDates } from "./validity.ts";
import { type ExposureWindow, exposureWindow } from "./window.ts";

/** What the images that show a secret come to in the order of work. It is plain JSON, and small however many they are. */
export interface Exposed {
  /** Those that are still there. */
  readonly images: number;
  readonly window: ExposureWindow;
  /** Ways in which images show it, worst first. */
  readonly ways: readonly ExposureKind[];
  /** Those of images that are still there. */
  readonly present: readonly ExposureKind[];
  /** A registry says that everybody may pull one of them. */
  readonly isPublic: boolean;
  readonly dates: ImageDates;
  /** Terms of the risk. */
  readonly structure: readonly RiskTerm[];
  readonly reach: readonly RiskTerm[];
  readonly spread: readonly RiskTerm[];
}

export const exposedOf = (secret: Secret): Exposed => exposed(secret, imagesOf([secret]));

/** The same for whoever asks again: of a single secret it depends on its list of places alone. */
export function createExposeUnit(owners: OwnerOf | undefined): (unit: Pick<Unit, "secrets">) => ExposedUnit {
  const known = new WeakMap<object, ExposedUnit>();
  return (unit) => {
    const [{ occurrences }, ...others] = unit.secrets;
    if (others.length > 0) return exposeUnit(unit, owners);
    const exposed = known.get(occurrences) ?? exposeUnit(unit, owners);
    known.set(occurrences, exposed);
    return exposed;
  };
}

/** Of the secrets of a task, together and one by one. */
export function exposeUnit({ secrets }: Pick<Unit, "secrets">, owners: OwnerOf | undefined): ExposedUnit {
  const images = imagesOf(secrets);
  const base = secrets.find((secret) => secret.base !== undefined)?.base;
  const owner = ownerOf({ images, base }, owners);
  return {
    each: secrets.length === 1 ? [exposed(secrets[0], images)] : secrets.map(exposedOf),
    window: exposureWindow(images),
    ...(owner === undefined ? {} : { owner }),
  };
}

function exposed(secret: Secret, images: readonly ImageExposure[]): Exposed {
  const shown = new Set<ExposureKind>();
  const present = new Set<ExposureKind>();
  for (const list of new Set(secret.occurrences.map((occurrence) => occurrence.images)))
    for (const image of list) {
      shown.add(image.exposure);
      if (image.present) present.add(image.exposure);
    }
  const there = images.filter((image) => image.present);
  return {
    images: there.length,
    window: exposureWindow(images),
    ways: EXPOSURES.filter((way) => shown.has(way)),
    present: EXPOSURES.filter((way) => present.has(way)),
    isPublic: images.some(({ visibility }) => visibility === "public"),
    dates: imageDates(images),
    structure: structureTerms(secret),
    reach: reachTerms(images),
    spread: spreadTerms(there),
  };
}

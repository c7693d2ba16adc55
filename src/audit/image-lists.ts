import type { Digest } from "../domain/digest.ts";
import type { Platform } from "../domain/oci.ts";
import type { ExposureKind, ImageExposure, Visibility } from "../domain/rotation.ts";
import type { Served } from "./served-places.ts";

/** How an image shows an occurrence. */
export type Shown = Pick<ImageExposure, "exposure" | "layer" | "historyLine" | "removedBy">;

/** The images that show an occurrence, made when they are asked for. */
export interface ImageList {
  readonly images: readonly ImageExposure[];
}

/** Images are kept by number: a large case has many times more of them at places than of anything else. */
export interface ImageLists {
  /** Number of an image as a repository serves it. */
  place(served: Served): number;
  /** Number of a way in which images show something. */
  way(shown: Shown): number;
  /** Numbers of a place and of a way, by turns. */
  list(numbers: readonly number[]): ImageList;
  /** From now on every list is made once, and the same one whenever it is asked for. */
  keepAll(): void;
}

/** Images of lists that were made and are kept; more are made anew. One takes about 200 bytes. */
const KEPT_IMAGES = 40_000;

/** More images than SQLite has rows for in any case that could be read. */
const MOST_PLACES = 2 ** 30;

export function createImageLists(): ImageLists {
  const places: Served[] = [];
  const ways: Shown[] = [];
  const wayNumbers = new Map<string, number>();
  const shared = new Map<number, ImageExposure>();
  let made: List[] = [];
  let count = 0;
  let keepsAll = false;
  const image = (place: number, way: number): ImageExposure => new Image(known(places[place]), known(ways[way]));
  const sharedImage = (place: number, way: number): ImageExposure => {
    const key = way * MOST_PLACES + place;
    const one = shared.get(key) ?? image(place, way);
    shared.set(key, one);
    return one;
  };
  const make: Make = (list, numbers) => {
    const all: ImageExposure[] = [];
    for (let at = 0; at < numbers.length; at += 2)
      all.push((keepsAll ? sharedImage : image)(numbers[at] ?? -1, numbers[at + 1] ?? -1));
    if (keepsAll) return all;
    count += all.length;
    if (count > KEPT_IMAGES) {
      for (const one of made) one.forget();
      made = [];
      count = all.length;
    }
    made.push(list);
    return all;
  };
  return {
    place: (one) => places.push(one) - 1,
    way: (shown) => {
      const key = wayKey(shown);
      const number = wayNumbers.get(key) ?? ways.push(shown) - 1;
      wayNumbers.set(key, number);
      return number;
    },
    list: (numbers) => new List(numbers, make),
    keepAll: () => {
      keepsAll = true;
    },
  };
}

const known = <T>(one: T | undefined): T => {
  if (one === undefined) throw new Error("an image that is in no list");
  return one;
};

const wayKey = ({ exposure, layer, historyLine, removedBy }: Shown): string =>
  JSON.stringify([exposure, layer, historyLine, removedBy?.layer, removedBy?.historyLine]);

/** Half of the time would go into spreading these. The order is that of reports. */
class Image implements ImageExposure {
  declare readonly registry: string;
  declare readonly repository: string;
  declare readonly manifest: Digest;
  declare readonly tags: readonly string[];
  declare readonly present: boolean;
  declare readonly firstSeen?: string;
  declare readonly platform?: Platform;
  declare readonly since?: string;
  declare readonly sinceIs?: NonNullable<Served["sinceIs"]>;
  declare readonly pulledAt?: string;
  declare readonly pulls?: number;
  declare readonly visibility?: Visibility;
  declare readonly visibleSince?: string;
  declare readonly goneSince?: string;
  declare readonly origin?: NonNullable<Served["origin"]>;
  declare readonly exposure: ExposureKind;
  declare readonly layer?: number;
  declare readonly historyLine?: string;
  declare readonly removedBy?: NonNullable<Shown["removedBy"]>;

  constructor(place: Served, way: Shown) {
    this.registry = place.registry;
    this.repository = place.repository;
    this.manifest = place.manifest;
    this.tags = place.tags;
    this.present = place.present;
    if (place.firstSeen !== undefined) this.firstSeen = place.firstSeen;
    if (place.platform !== undefined) this.platform = place.platform;
    if (place.since !== undefined) this.since = place.since;
    if (place.sinceIs !== undefined) this.sinceIs = place.sinceIs;
    if (place.pulledAt !== undefined) this.pulledAt = place.pulledAt;
    if (place.pulls !== undefined) this.pulls = place.pulls;
    if (place.visibility !== undefined) this.visibility = place.visibility;
    if (place.visibleSince !== undefined) this.visibleSince = place.visibleSince;
    if (place.goneSince !== undefined) this.goneSince = place.goneSince;
    if (place.origin !== undefined) this.origin = place.origin;
    this.exposure = way.exposure;
    if (way.layer !== undefined) this.layer = way.layer;
    if (way.historyLine !== undefined) this.historyLine = way.historyLine;
    if (way.removedBy !== undefined) this.removedBy = way.removedBy;
  }
}

type Make = (list: List, numbers: readonly number[]) => readonly ImageExposure[];

class List implements ImageList {
  readonly #numbers: readonly number[];
  readonly #make: Make;
  #made: readonly ImageExposure[] | undefined;

  constructor(numbers: readonly number[], make: Make) {
    this.#numbers = numbers;
    this.#make = make;
  }

  get images(): readonly ImageExposure[] {
    this.#made ??= this.#make(this, this.#numbers);
    return this.#made;
  }

  forget(): void {
    this.#made = undefined;
  }
}

import type { TarEntry } from "../../support/tar.ts";
import { PLACES } from "./places.ts";
import { type Place, type Planted, type Secret, secretOf } from "./plant.ts";

/** One line of the manifest: what was hidden where, and what must be told of it. */
export interface Plant {
  readonly place: Place;
  readonly secret: Secret;
  readonly planted: Planted;
}

/** So many are hidden, unless somebody says otherwise. */
const PLANTS = 300;

/** `count` secrets, all different: the places in turn, each with another kind of those it can hold. */
export const planPlants = ({ count = PLANTS, scale = 1 } = {}): readonly Plant[] =>
  Array.from({ length: count }, (_, index) => {
    const place = PLACES[index % PLACES.length] as Place;
    const n = Math.floor(index / PLACES.length);
    const secret = secretOf(place.kinds[(n + index) % place.kinds.length] as string, index);
    return { place, secret, planted: place.plant(secret, { n, scale }) };
  });

/** The parts of an image that hold the plants. */
export const partsOf = (plants: readonly Plant[]) => {
  const all = plants.map(({ planted }) => planted);
  const one = <T>(part: (planted: Planted) => T | undefined): readonly T[] =>
    all.map(part).filter((value): value is T & {} => value !== undefined);
  return {
    lower: all.flatMap(({ entries = [] }): readonly TarEntry[] => entries),
    upper: all.flatMap(({ above = [] }): readonly TarEntry[] => above),
    env: one(({ env }) => env),
    labels: Object.fromEntries(one(({ label }) => label)),
    history: one(({ history }) => history),
    cmd: one(({ cmd }) => cmd),
    annotations: Object.fromEntries(one(({ annotation }) => annotation)),
  };
};

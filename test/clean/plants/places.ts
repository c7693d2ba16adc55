import { BINARY_PLACES } from "./binary-places.ts";
import { CONFIG_PLACES } from "./config-places.ts";
import { CONTAINER_PLACES } from "./container-places.ts";
import { ENCODED_PLACES } from "./encoded-places.ts";
import type { Place } from "./plant.ts";
import { TEXT_PLACES } from "./text-places.ts";

export const PLACES: readonly Place[] = [
  ...TEXT_PLACES,
  ...ENCODED_PLACES,
  ...BINARY_PLACES,
  ...CONTAINER_PLACES,
  ...CONFIG_PLACES,
];

/** Places, or `place: kind`, where nothing is found yet. What is found must not stand here. */
export const NOT_YET: readonly string[] = [];

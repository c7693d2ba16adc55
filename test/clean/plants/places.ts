import { BINARY_PLACES } from "./binary-places.ts";
import { CONFIG_PLACES } from "./config-places.ts";
import { CONTAINER_PLACES } from "./container-places.ts";
import { ENCODED_PLACES } from "./encoded-places.ts";
import { LINES, type Place } from "./plant.ts";
import { TEXT_PLACES } from "./text-places.ts";

export const PLACES: readonly Place[] = [
  ...TEXT_PLACES,
  ...ENCODED_PLACES,
  ...BINARY_PLACES,
  ...CONTAINER_PLACES,
  ...CONFIG_PLACES,
];

/** Places, or `place: kind`, where nothing is found yet. What is found must not stand here. */
export const NOT_YET: readonly string[] = [
  ...LINES.map((kind) => `base64 in YAML: ${kind}`),
  "base64 of a settings file",
  "base64 twice",
  "base64 in lines",
  "hexadecimal",
  "percent encoding",
  "escapes of all characters",
  "UTF-16 of Windows",
  "UTF-16 of big machines",
  "UTF-16 without a mark",
  "a login of Docker",
  "a backup in bzip2",
  "a package of rpm",
  "a source map in a comment",
];

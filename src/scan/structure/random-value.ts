import { isPlaceholder } from "../placeholder.ts";
import { looksRandom } from "../value-model.ts";
import type { Structure } from "./structure.ts";

/** A token whose place is certain but whose format is not: it must look as a machine made it. */
export const randomValue: Structure = ({ value }) =>
  looksRandom(value) && !isPlaceholder(value) ? { reasons: ["value looks random"] } : { reject: "not random" };

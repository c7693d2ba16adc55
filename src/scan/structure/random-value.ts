import { isPlaceholder } from "../placeholder.ts";
import { looksRandom, looksTypedToken } from "../value-model.ts";
import type { Structure } from "./structure.ts";

/** A token whose place is certain but whose format is not: it must look as a machine made it, or as an example of it. */
export const randomValue: Structure = ({ value }) => {
  if (isPlaceholder(value)) return { reject: "not random" };
  if (looksRandom(value)) return { reasons: ["value looks random"] };
  return looksTypedToken(value) ? { confidence: "low" } : { reject: "not random" };
};

import { looksRandom } from "../value-model.ts";
import type { Structure } from "./structure.ts";

/**
 * A value of the right length beside its vendor's name: nearly every token of that length has a digit, and what has none
 * is mostly a name or some words with hyphens.
 */
export const vendorToken: Structure = ({ value, rule }) =>
  /\d/.test(value) || looksRandom(value)
    ? { reasons: [`matches the format of: ${rule.definition.title}`] }
    : { reject: "words, not a token" };

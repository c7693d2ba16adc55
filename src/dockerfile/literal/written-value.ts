import { readPairs } from "../parse/pairs.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";

/** Said of a value that the Dockerfile itself holds. */
export const IN_SOURCE =
  "rotate the value: it is in the history of the source repository too, and this patch holds it in its removed lines";

/** Text that stands for a value which someone was to fill in. */
const PLACEHOLDER =
  /^(?:my|your|insert|enter|put|replace|add|some)[_-]|change[_-]?me|^<.+>$|^\[.+\]$|^[xX*.]{3,}$|place[_-]?holder|^(?:todo|tbd|fixme|dummy|example|sample)(?:$|[_-])/i;

export const isPlaceholder = (value: string): boolean => PLACEHOLDER.test(value.replace(/^["']|["']$/g, ""));

/** The note for declarations that hold a value of their own, not one that the build command gives. */
export const writtenNotes = (declarations: readonly Instruction[], names: readonly string[]): readonly string[] => {
  const values = declarations.flatMap(readPairs).filter((pair) => names.includes(pair.name));
  return values.some(({ value }) => value && !value.includes("$")) ? [IN_SOURCE] : [];
};

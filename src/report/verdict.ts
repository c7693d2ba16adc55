import type { CoverageReport, CoverageStatus } from "./model.ts";
import { plural } from "./phrases.ts";

const LOST: readonly CoverageStatus[] = ["unreachable", "skipped", "partial"];

/** `everything that was listed was read`, or how much was not, and what could not be listed. */
export function verdictPhrase({ counts, verdict }: CoverageReport): string {
  const lost = LOST.filter((status) => counts[status] > 0).map((status) => `${counts[status]} ${status}`);
  const read = verdict === "complete" ? "everything that was listed was read" : `not fully read: ${lost.join(", ")}`;
  const unlisted = counts.unlistable === 0 ? "" : `; ${plural(counts.unlistable, "place")} could not be listed in full`;
  return read + unlisted;
}

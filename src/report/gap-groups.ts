import { append } from "../domain/append.ts";
import type { CoverageEntry } from "./model.ts";

/** Entries of the ledger that say the same of several things. */
export interface GapGroup extends Pick<CoverageEntry, "status" | "scope" | "reason"> {
  /** At least one. */
  readonly entries: readonly CoverageEntry[];
}

/** What was not read, once for each reason: losses first, then what no registry could have listed. */
export function gapGroups(entries: readonly CoverageEntry[]): readonly GapGroup[] {
  const groups = new Map<string, CoverageEntry[]>();
  for (const entry of entries) {
    if (entry.status === "scanned") continue;
    const key = [entry.status, entry.scope, entry.reason].join("\n");
    append(groups, key, entry);
  }
  const all = [...groups.values()].flatMap(([first, ...rest]) => (first === undefined ? [] : [groupOf(first, rest)]));
  return [
    ...all.filter(({ status }) => status !== "unlistable"),
    ...all.filter(({ status }) => status === "unlistable"),
  ];
}

const groupOf = (first: CoverageEntry, rest: readonly CoverageEntry[]): GapGroup => ({
  status: first.status,
  scope: first.scope,
  reason: first.reason,
  entries: [first, ...rest],
});

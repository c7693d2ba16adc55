import type { HistoryEntry } from "../domain/finding.ts";

/**
 * The history line of each layer, by position in `rootfs.diff_ids`. Entries that made a layer map to layers 1:1 (OCI
 * image-spec config.md, `history[].empty_layer`); when the counts differ nobody can say which line made which layer,
 * and every position is undefined.
 */
export function layerHistory(history: readonly HistoryEntry[], layerCount: number): readonly (string | undefined)[] {
  const lines = history.filter(({ emptyLayer }) => !emptyLayer).map(({ createdBy }) => createdBy);
  return lines.length === layerCount ? lines : new Array<undefined>(layerCount).fill(undefined);
}

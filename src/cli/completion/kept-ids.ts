import { existsSync } from "node:fs";
import type { Config } from "../../config.ts";

/** Ids of the secrets of a case as it was listed last. Never reads a whole case, creates none, and fails at nothing. */
export async function keptIds(config: Config): Promise<readonly string[]> {
  if (!existsSync(config.db)) return [];
  const { keptLines } = await import("../../wire-listing.ts");
  try {
    return keptLines(config)?.map(({ id }) => id) ?? [];
  } catch {
    return [];
  }
}

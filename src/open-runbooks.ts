import { compiledRunbooks } from "./compiled.ts";
import type { Runbook } from "./rotation/runbook.ts";
import { shipped } from "./shipped.ts";

/** The runbooks of the package, by id. */
export const openRunbooks = async (signal: AbortSignal): Promise<ReadonlyMap<string, Runbook>> => {
  const built = compiledRunbooks();
  if (built !== undefined) return new Map(built.map((runbook) => [runbook.id, runbook]));
  const { loadRunbooks } = await import("./catalog/runbooks.ts");
  return loadRunbooks(shipped("templates/runbooks"), signal);
};

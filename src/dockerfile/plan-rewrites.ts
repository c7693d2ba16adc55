import { REWRITES } from "./fixes/rewrites.ts";
import { findHazard } from "./hazard.ts";
import type { Instruction } from "./parsed-dockerfile.ts";
import { type FixRequest, type ManualProposal, manual, type RewriteId } from "./proposal.ts";
import type { Rewrite } from "./rewrite.ts";
import type { VariableUse } from "./variable-uses.ts";

/** A RUN that needs a variable, by the name it has there. */
export interface NamedUse {
  readonly name: string;
  readonly use: VariableUse;
}

/** A rewrite with the use that it is for. */
export interface PlannedRewrite extends Rewrite {
  readonly of: NamedUse;
  readonly fix: RewriteId;
}

/**
 * A RUN that would keep the value is rewritten where a way is known; otherwise the whole move is a manual step. `reached`: the
 * instructions that see a variable of this name.
 */
export const planRewrites = (
  request: FixRequest,
  uses: readonly NamedUse[],
  reached: (name: string) => readonly Instruction[],
): readonly PlannedRewrite[] | ManualProposal => {
  const planned: PlannedRewrite[] = [];
  for (const of of uses) {
    const { run: at, body } = of.use;
    const hazard = body.form === "opaque" ? undefined : findHazard(body.script, of.name);
    if (hazard === undefined || body.form === "opaque") continue;
    const later = reached(of.name).filter((one) => one.index > at.index);
    const rewrite = Object.values(REWRITES).find(({ id }) => id === hazard.code);
    const found = rewrite?.propose(request, { at, body, name: of.name, hazard, later });
    if (rewrite === undefined || found === undefined) return manual(hazard.code, hazard.reason, { at });
    if ("verdict" in found) return found;
    planned.push({ ...found, of, fix: rewrite.id });
  }
  return planned;
};

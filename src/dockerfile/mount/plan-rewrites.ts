import { REWRITES } from "../fixes/rewrites.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";
import { type FixRequest, type ManualProposal, manual, type RewriteId } from "../proposal.ts";
import { findHazard } from "../shell/hazard.ts";
import { keptInside } from "./kept-inside.ts";
import type { KeepingRun, Rewrite } from "./rewrite.ts";
import type { VariableUse } from "./variable-uses.ts";

/** A RUN that needs a variable, by the name it has there. */
export interface NamedUse {
  readonly name: string;
  readonly use: VariableUse;
}

/** A rewrite with the use that it is for. */
export interface PlannedRewrite extends Rewrite {
  readonly of: NamedUse;
  /** None: the RUN stays as it is. */
  readonly fix?: RewriteId;
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
    const run = { at, body, name: of.name, hazard, later };
    const rewrite = Object.values(REWRITES).find(({ id }) => id === hazard.code);
    const fitting = rewrite && { fix: rewrite.id, found: rewrite.propose(request, run) };
    const { fix, found } = fitting?.found ? fitting : { fix: "R7" as const, found: storingInstead(request, run) };
    if (found !== undefined && !("verdict" in found)) {
      planned.push({ ...found, of, fix });
      continue;
    }
    const inner = keptInside(request.file, run);
    if (inner === undefined) return found ?? manual(hazard.code, hazard.reason, { at });
    planned.push({ ...inner, of });
  }
  return planned;
};

/** What is written to a file may be there for a tool that stores it. */
const storingInstead = (request: FixRequest, run: KeepingRun): Rewrite | undefined => {
  const found = REWRITES.R7.propose(request, run);
  return found === undefined || "verdict" in found ? undefined : found;
};

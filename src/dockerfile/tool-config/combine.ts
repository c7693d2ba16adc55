import type { Rewrite } from "../mount/rewrite.ts";
import type { ManualProposal } from "../proposal.ts";

/** One rewrite of several of the same RUN; undefined, or a manual step, when one of them is. */
export const combine = (
  parts: readonly (Rewrite | ManualProposal | undefined)[],
): Rewrite | ManualProposal | undefined => {
  const all: Rewrite[] = [];
  for (const part of parts) {
    if (part === undefined || "verdict" in part) return part;
    all.push(part);
  }
  if (all.length === 0) return undefined;
  return {
    edits: all.flatMap((one) => one.edits),
    deleted: all.flatMap((one) => one.deleted),
    touched: all.flatMap((one) => one.touched),
    users: all.flatMap((one) => one.users),
    isFree: all.every((one) => one.isFree),
    confirm: [...new Set(all.flatMap((one) => one.confirm))],
  };
};

import type { CostPlan, MeteredPlan } from "../audit/cost-plan.ts";
import { plural, size } from "../report/phrases.ts";

/** What an audit would cost, before it begins. */
export function costText(cost: CostPlan): string {
  const unsized = cost.unsized === 0 ? "" : ` (${cost.unsized} of unknown size)`;
  return [
    `listed   ${plural(cost.repositories, "repository")}, ${plural(cost.tags, "tag")}, ${plural(cost.manifests, "manifest")}`,
    `to scan  ${plural(cost.blobs, "blob")}, ${size(cost.bytes)}${unsized}; each is pulled once`,
    `held     ${plural(cost.heldBlobs, "blob")}, ${size(cost.heldBytes)}, scanned already, manifests as they are listed`,
    ...cost.metered.flatMap(meteredLines),
    `time     at least ${duration(cost.seconds)}, with a network that keeps up`,
  ].join("\n");
}

function meteredLines(plan: MeteredPlan): readonly string[] {
  const { registry, allowance } = plan;
  const left =
    allowance === undefined
      ? "no limit is known"
      : `${allowance.remaining} of ${allowance.limit} pulls are left, ${allowance.reserve} of them kept for others`;
  return [
    `${registry}: ${plural(plan.repositories, "repository")}, ${plural(plan.tags, "tag")}; no manifest was pulled for this plan`,
    `  pulls   ${pullsText(plan)}; ${plural(plan.held, "manifest")} in the case already`,
    `  limit   ${left}`,
    `  layers  at most ${size(plan.bytesAtMost)}, before they are joined`,
  ];
}

/** Whether an index counts as a pull is not documented: it is counted here. */
const pullsText = ({ pulls, unlisted }: MeteredPlan): string =>
  unlisted === 0
    ? `at most ${pulls}`
    : `${pulls} and more: the platforms of ${plural(unlisted, "image")} are not listed, each is one`;

function duration(seconds: number): string {
  if (seconds < 60) return plural(Math.max(1, Math.ceil(seconds)), "second");
  if (seconds < 3600) return plural(Math.ceil(seconds / 60), "minute");
  return `${(seconds / 3600).toFixed(1)} hours`;
}

import type { RewriteId } from "../proposal.ts";
import type { HazardRewrite } from "../rewrite.ts";
import { r3Npmrc } from "./r3-npmrc.ts";

/** Rewrites of RUNs that keep a value, by the code of the hazard. */
export const REWRITES: Readonly<Record<RewriteId, HazardRewrite>> = {
  R3: r3Npmrc,
};

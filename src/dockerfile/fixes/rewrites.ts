import type { RewriteId } from "../proposal.ts";
import type { HazardRewrite } from "../rewrite.ts";
import { r3ConfigFile } from "./r3-config-file.ts";
import { r7Config } from "./r7-config.ts";

/** Rewrites of RUNs that keep a value, by the code of the hazard. */
export const REWRITES: Readonly<Record<RewriteId, HazardRewrite>> = {
  R3: r3ConfigFile,
  R7: r7Config,
};

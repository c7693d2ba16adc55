import type { HazardRewrite } from "../mount/rewrite.ts";
import type { RewriteId } from "../proposal.ts";
import { r3ConfigFile } from "./r3-config-file.ts";
import { r4GitUrl } from "./r4-git-url.ts";
import { r5GitConfig } from "./r5-git-config.ts";
import { r6WrittenKey } from "./r6-ssh-key.ts";
import { r7Config } from "./r7-config.ts";

/** Rewrites of RUNs that keep a value, by the code of the hazard. */
export const REWRITES: Readonly<Record<RewriteId, HazardRewrite>> = {
  R3: r3ConfigFile,
  R4: r4GitUrl,
  R5: r5GitConfig,
  R6: r6WrittenKey,
  R7: r7Config,
};

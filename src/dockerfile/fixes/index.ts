import type { DockerfileFix, FixId, RewriteId } from "../proposal.ts";
import { r1Arg } from "./r1-arg.ts";
import { r1bEnv } from "./r1b-env.ts";
import { r2Copy } from "./r2-copy.ts";
import { r6SshKey } from "./r6-ssh-key.ts";
import { r8Framework } from "./r8-framework.ts";
import { r9Ignore } from "./r9-ignore.ts";
import { r10Unused } from "./r10-unused.ts";
import { r11Literal } from "./r11-literal.ts";
import { REWRITES } from "./rewrites.ts";

/** Every fix of a leak by its id; the compiler sees to it that none is missing. R0 follows from the others. */
const FIXES: Readonly<Record<Exclude<FixId, "R0" | "stage" | Exclude<RewriteId, "R6">>, DockerfileFix>> = {
  R11: r11Literal,
  R8: r8Framework,
  R1b: r1bEnv,
  R10: r10Unused,
  R1: r1Arg,
  R6: r6SshKey,
  R2: r2Copy,
  R9: r9Ignore,
};

/** In the order in which they are asked about one instruction: the first answer counts. */
export const LEAK_FIXES: readonly DockerfileFix[] = Object.values(FIXES);

export const TITLES: Readonly<Record<FixId, string>> = {
  R0: "pin a Dockerfile syntax that knows secret mounts",
  R1: r1Arg.title,
  R1b: r1bEnv.title,
  R2: r2Copy.title,
  R3: REWRITES.R3.title,
  R4: REWRITES.R4.title,
  R5: REWRITES.R5.title,
  R6: r6SshKey.title,
  R7: REWRITES.R7.title,
  R8: r8Framework.title,
  R9: r9Ignore.title,
  R10: r10Unused.title,
  R11: r11Literal.title,
  stage: "hand over named files from a stage that holds the secret",
};

import type { DockerfileFix, FixId } from "../proposal.ts";
import { r0Syntax } from "./r0-syntax.ts";
import { r1Arg } from "./r1-arg.ts";
import { r1bEnv } from "./r1b-env.ts";
import { r2Copy } from "./r2-copy.ts";
import { r9Ignore } from "./r9-ignore.ts";
import { r10Unused } from "./r10-unused.ts";

/** Every fix by its id; the compiler sees to it that none is missing. */
export const FIXES = {
  R0: r0Syntax,
  R1: r1Arg,
  R1b: r1bEnv,
  R2: r2Copy,
  R9: r9Ignore,
  R10: r10Unused,
} as const satisfies Readonly<Record<FixId, DockerfileFix>>;

/** The order in which fixes are asked about one instruction: the first answer counts. */
export const FIX_ORDER: readonly FixId[] = ["R1b", "R10", "R1", "R2", "R9"];

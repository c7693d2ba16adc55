import type { Ruleset } from "../ruleset.ts";
import type { Kernel } from "./kernel.ts";
import { createPlainKernel } from "./plain-kernel.ts";
import { createSimdKernel } from "./simd-kernel.ts";

/** Keywords are in lower case, each once; hits name them by their place. */
export const createKernel = (
  keywords: readonly string[],
  { module, windows }: Pick<Ruleset, "module" | "windows"> = {},
): Kernel => (module === undefined ? createPlainKernel(keywords) : createSimdKernel(module, { keywords, windows }));

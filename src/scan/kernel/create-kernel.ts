import type { Ruleset } from "../ruleset.ts";
import type { Kernel } from "./kernel.ts";
import { createPlainKernel } from "./plain-kernel.ts";
import { createSimdKernel } from "./simd-kernel.ts";

interface Search extends Pick<Ruleset, "module" | "windows" | "ahead"> {
  /** By keyword: whether it is told where its rules cannot match, too. */
  readonly told?: readonly boolean[];
}

/** Keywords are in lower case, each once; hits name them by their place. */
export const createKernel = (keywords: readonly string[], { module, ...search }: Search = {}): Kernel =>
  module === undefined ? createPlainKernel(keywords) : createSimdKernel(module, { keywords, ...search });

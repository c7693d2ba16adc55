import type { Ruleset } from "../ruleset.ts";
import type { Kernel } from "./kernel.ts";
import type { Searched } from "./kernel-memory.ts";
import { createPlainKernel } from "./plain-kernel.ts";
import { createSimdKernel } from "./simd-kernel.ts";

type Search = Pick<Ruleset, "module" | "windows" | "ahead"> & Pick<Searched, "users">;

/** Keywords are in lower case, each once; hits name them by their place. */
export const createKernel = (keywords: readonly string[], { module, ...search }: Search = {}): Kernel =>
  module === undefined ? createPlainKernel(keywords) : createSimdKernel(module, { keywords, ...search });

import { readFileSync } from "node:fs";
import { shipped } from "./shipped.ts";

/** The search loops of `wasm/`; undefined where the machine has no SIMD, or they were not built. */
export const kernelModule = (): WebAssembly.Module | undefined => {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = Uint8Array.from(readFileSync(shipped("dist/kernel.wasm")));
  } catch {
    return undefined;
  }
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined;
};

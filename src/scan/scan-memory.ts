import type { ScanMemory } from "../domain/scan-memory.ts";
import type { Kernel } from "./kernel/kernel.ts";

/** What is given back is lent again: the kernel frees nothing. */
export const createScanMemory = (kernel: Kernel): ScanMemory => {
  const free: Uint8Array[] = [];
  return {
    lend: (bytes) => {
      const found = free.findIndex(({ length }) => length === bytes);
      return free.splice(found, found < 0 ? 0 : 1)[0] ?? kernel.allocate(bytes);
    },
    takeBack: (memory) => void free.push(memory),
    jsonTexts: kernel.jsonTexts,
  };
};

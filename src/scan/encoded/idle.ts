import type { Kernel } from "../kernel/kernel.ts";
import { SHORTEST_BASE64 } from "./sniff-run.ts";

/** Whether a text in the scratch of the kernel has no keyword, and nothing encoded: rules that have keywords find nothing there. */
export const isIdle = (kernel: Kernel, size: number): boolean => {
  const { scratch: bytes } = kernel;
  const hits: number[] = [];
  kernel.keywords({ bytes, start: 0, end: size, base: 0 }, hits);
  if (hits.length > 0 || kernel.signs(bytes, { start: 0, end: size }) !== 0) return false;
  return size - kernel.encodedRun(bytes, { start: 0, end: size, last: true }) < SHORTEST_BASE64;
};

import { unpackLz4Block } from "./lz4-block.ts";

/** So far back a copy may reach. */
const HISTORY = 64 * 1024;

/** What blocks are unpacked into, one behind the other. */
export interface Lz4Window {
  /** False: the block is damaged. `isPlain`: it is not packed. */
  add(block: Uint8Array, how: { readonly isPlain: boolean; readonly isAlone: boolean }): boolean;
  /** So much was unpacked since it was taken last. */
  filled(): number;
  /** What was unpacked since then; it holds until the next block. */
  take(): Uint8Array;
}

/** `largest`: bytes that a block unpacks to, at the most. */
export const createLz4Window = (largest: number): Lz4Window => {
  // Short blocks come one behind the other: history is moved once for as many bytes as it has.
  const memory = Buffer.allocUnsafeSlow(largest + 2 * HISTORY);
  let [start, taken, at] = [0, 0, 0];
  const makeRoom = (): void => {
    const from = Math.min(taken, Math.max(start, at - HISTORY));
    memory.copyWithin(0, from, at);
    [start, taken, at] = [0, taken - from, at - from];
  };
  return {
    add: (block, { isPlain, isAlone }) => {
      if (at + largest > memory.length) makeRoom();
      if (isAlone) start = at;
      const into = memory.subarray(start);
      const to = at - start;
      const end = isPlain
        ? plain(block, { into, to, largest })
        : unpackLz4Block({ packed: block, into, at: to, end: to + largest });
      if (end < 0) return false;
      at = start + end;
      return true;
    },
    filled: () => at - taken,
    take: () => {
      const bytes = memory.subarray(taken, at);
      taken = at;
      return bytes;
    },
  };
};

const plain = (
  block: Uint8Array,
  { into, to, largest }: { readonly into: Uint8Array; readonly to: number; readonly largest: number },
): number => {
  if (block.length > largest) return -1;
  into.set(block, to);
  return to + block.length;
};

/** Files that were met, by path and size: a hash of most files would be for nothing. Threads share its memory. */
export interface MetPaths {
  /** Whether one was met before, and sometimes when none was. It is met by this. */
  meet(path: string, size: number): boolean;
}

/** A bit each: of two million files one in sixteen is taken for another one. */
const MEMORY_BYTES = 4 * 1024 * 1024;

export const metMemory = (): SharedArrayBuffer => new SharedArrayBuffer(MEMORY_BYTES);

export const createMetPaths = (memory: SharedArrayBuffer): MetPaths => {
  const bits = new Int32Array(memory);
  return {
    meet: (path, size) => {
      const bit = hashOf(path, size) % (bits.length * 32);
      const mask = 1 << (bit & 31);
      return (Atomics.or(bits, bit >>> 5, mask) & mask) !== 0;
    },
  };
};

/** FNV-1a (32 bits), with the size before the path. */
const hashOf = (path: string, size: number): number => {
  let hash = Math.imul(OFFSET ^ size, PRIME);
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), PRIME);
  // Its low bits are the better ones, but they change little with the last letter.
  return (hash ^ (hash >>> 15)) >>> 0;
};

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** Files that were met, by path and size: a hash of most files would be for nothing. Threads share its memory. */
export interface MetPaths {
  /** Whether one was met twice before, and sometimes when none was. It is met by this. */
  meet(path: string, size: number): boolean;
}

/** A bit for the first time, and one for the second: of two million files one in eight is taken for another one. */
const MEMORY_BYTES = 4 * 1024 * 1024;

export const metMemory = (): SharedArrayBuffer => new SharedArrayBuffer(MEMORY_BYTES);

export const createMetPaths = (memory: SharedArrayBuffer): MetPaths => {
  const words = new Int32Array(memory);
  /** Whether the bit was set before. */
  const set = (bit: number): boolean => {
    const mask = 1 << (bit & 31);
    return (Atomics.or(words, bit >>> 5, mask) & mask) !== 0;
  };
  return {
    meet: (path, size) => {
      const first = 2 * (hashOf(path, size) % (words.length * 16));
      return set(first) && set(first + 1);
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

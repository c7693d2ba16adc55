import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Whether this thread holds more bytes than it may: objects, and the buffers and memories that they keep. What nobody
 * refers to any more does not count. The limits of a worker know only of objects.
 */
export const memoryCeiling = (bytes: number): (() => boolean) => {
  let collect: (() => void) | undefined;
  return () => {
    if (held() <= bytes) return false;
    collect ??= collector();
    collect();
    return held() > bytes;
  };
};

const held = (): number => {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
};

/** The collection of garbage is at hand only where it is asked for by a flag (node --v8-options). */
const collector = (): (() => void) => {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
};

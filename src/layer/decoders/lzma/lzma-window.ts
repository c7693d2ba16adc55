/** What was unpacked last, up to the size of the dictionary. It grows with what is unpacked. */
export interface LzmaWindow {
  put(byte: number): void;
  /** Copies so many bytes from `distance` (0: the last byte) back. False: nothing stands there. */
  copy(distance: number, count: number): boolean;
  /** The byte at a distance; 0 when there is none. */
  at(distance: number): number;
  /** Bytes put so far. */
  total(): number;
  /** What was put since it was asked for last: it is to be asked for before `FLUSH` bytes more are put. */
  take(): Buffer;
}

export const FLUSH = 64 * 1024;
/** The longest match comes on top of what is to be taken. */
const SMALLEST = 2 * FLUSH;

export const createLzmaWindow = (dictionary: number): LzmaWindow => {
  const size = Math.max(dictionary, SMALLEST);
  let memory = Buffer.alloc(SMALLEST);
  let place = 0;
  let total = 0;
  let taken = 0;
  const grow = (): void => {
    if (memory.length < size) memory = Buffer.concat([memory], Math.min(memory.length * 2, size));
    else place = 0;
  };
  const put = (byte: number): void => {
    if (place === memory.length) grow();
    memory[place++] = byte;
    total++;
  };
  const at = (distance: number): number => {
    const from = place - distance - 1;
    return memory[from < 0 ? from + memory.length : from] ?? 0;
  };
  return {
    put,
    at: (distance) => (distance < total ? at(distance) : 0),
    copy: (distance, count) => {
      if (distance >= total || distance >= size) return false;
      for (let n = 0; n < count; n++) put(at(distance));
      return true;
    },
    total: () => total,
    take: () => {
      const count = total - taken;
      taken = total;
      const from = place - count;
      return from >= 0
        ? Buffer.from(memory.subarray(from, place))
        : Buffer.concat([memory.subarray(from + memory.length), memory.subarray(0, place)]);
    },
  };
};

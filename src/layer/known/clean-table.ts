/**
 * Files in which nothing was found, by what they are. Threads share its memory, which is all there is of it: a file that has no
 * room takes the place of another one.
 */
export interface CleanTable {
  find(key: FileKey): Came | undefined;
  add(key: FileKey, came: Came): void;
}

/** A digest, as 32-bit words, of its path and its bytes. */
export type FileKey = readonly [number, number, number, number];

/** What scanning a file came to, with all that is in it. */
interface Came {
  readonly documents: number;
  /** Bytes that came out of it. */
  readonly unpacked: number;
}

/**
 * Parts of the memory, in bytes. A file stands in the first part that has a place for it, so that later ones are not touched before
 * they are needed. All of them hold 1.2 million files: those of twenty large images that have nothing in common.
 */
const PARTS = [4, 8, 16].map((mebibytes) => mebibytes * 1024 * 1024);
/** The words of the key, the second and third of them mixed with what follows: documents, bytes that came out. */
const WORDS = 6;
/** Places of a part where a file may stand. */
const WAYS = 4;
const MOST = 2 ** 32;

export const cleanMemory = (parts: readonly number[] = PARTS): SharedArrayBuffer =>
  new SharedArrayBuffer(parts.reduce((sum, bytes) => sum + bytes));

export const createCleanTable = (memory: SharedArrayBuffer, sizes: readonly number[] = PARTS): CleanTable => {
  const words = new Uint32Array(memory);
  const parts = partsOf(sizes);
  const documentsAt = (at: number): number => words[at + 4] ?? 0;
  const unpackedAt = (at: number): number => words[at + 5] ?? 0;
  /** Several threads may write here at once. What came is mixed into the key, so that words of two files make none. */
  const isAt = (at: number, [first, second, third, fourth]: FileKey): boolean =>
    words[at] === first &&
    xor(words[at + 1] ?? 0, documentsAt(at)) === second &&
    xor(words[at + 2] ?? 0, unpackedAt(at)) === third &&
    words[at + 3] === fourth;
  /** Where the file stands, or the first place that is free, or, where none is, one of another file. */
  const placeOf = (key: FileKey): number => {
    let at = 0;
    for (const part of parts) {
      const first = part.first + (key[0] % part.sets) * WAYS * WORDS;
      for (let way = 0; way < WAYS; way++) {
        at = first + way * WORDS;
        if (documentsAt(at) === 0 || isAt(at, key)) return at;
      }
      at = first + (key[3] % WAYS) * WORDS;
    }
    return at;
  };
  return {
    find: (key) => {
      const at = placeOf(key);
      return isAt(at, key) ? { documents: documentsAt(at), unpacked: unpackedAt(at) } : undefined;
    },
    add: (key, { documents, unpacked }) => {
      if (documents === 0 || documents >= MOST || unpacked >= MOST) return;
      words.set([key[0], xor(key[1], documents), xor(key[2], unpacked), key[3], documents, unpacked], placeOf(key));
    },
  };
};

interface Part {
  /** Of its words, in the memory. */
  readonly first: number;
  readonly sets: number;
}

const partsOf = (sizes: readonly number[]): readonly Part[] => {
  let first = 0;
  return sizes.map((bytes) => {
    const part = { first, sets: Math.floor(bytes / (WAYS * WORDS * Uint32Array.BYTES_PER_ELEMENT)) };
    first += bytes / Uint32Array.BYTES_PER_ELEMENT;
    return part;
  });
};

const xor = (one: number, other: number): number => (one ^ other) >>> 0;

import type { PathSets } from "./finding.ts";

/** What an upper layer does to a path of a lower one. `undefined`: it stays visible. */
export type PathVerdict = "deleted" | "overwritten";

export interface PathSetsReader {
  /** `path` is normalised: no leading or trailing `/`, no `.` and `..`. A wrong answer by chance: under 1 in 10^5. */
  verdict(path: string): PathVerdict | undefined;
}

/** `PathSets` as bytes, not base64. */
export type PackedPathSets = Readonly<Record<keyof PathSets, Buffer>>;

const HASH_BYTES = 5;

/**
 * Answers from the sets of one upper layer (OCI image-spec, layer.md#whiteouts): a path that the layer holds itself is
 * overwritten, even when the layer also whites it out; else a whiteout of it or of a directory above, or an opaque
 * directory above, deletes it; else a directory above that became a file, link or device overwrites it.
 */
export const readPathSets = (sets: PathSets | PackedPathSets): PathSetsReader => {
  const files = reader(sets.files);
  const directories = reader(sets.directories);
  const whiteouts = reader(sets.whiteouts);
  const opaques = reader(sets.opaques);
  return {
    verdict: (path) => {
      const self = pathHash(path);
      if (files(self) || directories(self)) return "overwritten";
      const above = ancestors(path).map(pathHash);
      if (whiteouts(self) || above.some(whiteouts) || above.some(opaques)) return "deleted";
      return above.some(files) ? "overwritten" : undefined;
    },
  };
};

/** 40 bits of a path, as a number: two multiplicative 32-bit hashes over its UTF-16 units, mixed. */
export const pathHash = (path: string): number => {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (let at = 0; at < path.length; at++) {
    const unit = path.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high ^= high >>> 15;
  }
  low = Math.imul(low ^ (low >>> 16) ^ high, 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 13) ^ low, 0x27d4eb2f);
  return ((high ^ (high >>> 15)) & 0xff) * 0x100000000 + ((low ^ (low >>> 16)) >>> 0);
};

/** One field of `PathSets` from the hashes of its paths: sorted, without duplicates, 5 bytes each, big-endian, base64. */
export const packHashes = (hashes: Float64Array): string => {
  const bytes = Buffer.alloc(hashes.length * HASH_BYTES);
  let length = 0;
  let last = -1;
  for (const hash of hashes.toSorted()) {
    if (hash !== last) length = bytes.writeUIntBE(hash, length, HASH_BYTES);
    last = hash;
  }
  return bytes.toString("base64", 0, length);
};

const reader = (packed: string | Buffer): ((hash: number) => boolean) => {
  const bytes = typeof packed === "string" ? Buffer.from(packed, "base64") : packed;
  return (hash) => {
    let from = 0;
    let to = Math.floor(bytes.length / HASH_BYTES);
    while (from < to) {
      const middle = (from + to) >>> 1;
      const found = bytes.readUIntBE(middle * HASH_BYTES, HASH_BYTES);
      if (found === hash) return true;
      if (found < hash) from = middle + 1;
      else to = middle;
    }
    return false;
  };
};

/** `a/b/c` -> `""`, `a`, `a/b`: the root counts, it can be opaque. */
const ancestors = (path: string): readonly string[] => {
  const found = path === "" ? [] : [""];
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) found.push(path.slice(0, at));
  return found;
};

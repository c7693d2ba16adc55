import type { PathSets } from "../domain/finding.ts";
import { packHashes, pathHash } from "../domain/path-sets.ts";

/** Collects what a layer does to paths, 8 bytes per path. */
export interface PathSetsBuilder {
  /** `path` is normalised; whiteouts are told by their name. */
  add(path: string, directory: boolean): void;
  /** False when there were more paths than are kept. */
  isWhole(): boolean;
  build(): PathSets;
}

/** Paths of one kind that are held, half of them different: the largest real layers have a few 100,000. */
const LIMIT = 1024 * 1024;

const PREFIX = ".wh.";
/** OCI image-spec, layer.md#opaque-whiteout; the second form is written by some builders. */
const OPAQUE = new Set([".wh..wh..opq", ".wh..opq"]);
/** AUFS keeps its own files under such names (`.wh..wh.plnk`): they hide nothing. */
const METADATA = ".wh..wh.";

export const buildPathSets = (): PathSetsBuilder => {
  const lists = { files: hashList(), directories: hashList(), whiteouts: hashList(), opaques: hashList() };
  return {
    add: (path, directory) => {
      const slash = path.lastIndexOf("/");
      if (!path.startsWith(PREFIX, slash + 1)) return lists[directory ? "directories" : "files"].add(path);
      const name = path.slice(slash + 1);
      const parent = slash < 0 ? "" : path.slice(0, slash);
      if (OPAQUE.has(name)) lists.opaques.add(parent);
      else if (isWhiteout(name)) lists.whiteouts.add(path.slice(0, slash + 1) + name.slice(PREFIX.length));
    },
    isWhole: () => Object.values(lists).every((list) => list.isWhole()),
    build: () => ({
      files: packHashes(lists.files.values()),
      directories: packHashes(lists.directories.values()),
      whiteouts: packHashes(lists.whiteouts.values()),
      opaques: packHashes(lists.opaques.values()),
    }),
  };
};

/** `.wh.`, `.wh..` and `.wh...` name no entry of their directory. */
const isWhiteout = (name: string): boolean =>
  !name.startsWith(METADATA) && !["", ".", ".."].includes(name.slice(PREFIX.length));

/** Hashes of paths; one that comes again and again is kept once. */
const hashList = () => {
  let values = new Float64Array(16);
  let length = 0;
  let full = false;
  const compact = (): void => {
    const sorted = values.subarray(0, length).sort();
    length = 0;
    for (const value of sorted) if (length === 0 || value !== values[length - 1]) values[length++] = value;
  };
  const makeRoom = (): void => {
    compact();
    if (length <= values.length / 2) return;
    full = values.length >= LIMIT;
    if (full) return;
    const larger = new Float64Array(values.length * 2);
    larger.set(values);
    values = larger;
  };
  return {
    add: (path: string): void => {
      if (length === values.length && !full) makeRoom();
      if (!full) values[length++] = pathHash(path);
    },
    isWhole: () => !full,
    values: (): Float64Array => values.slice(0, length),
  };
};

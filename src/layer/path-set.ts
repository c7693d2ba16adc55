import type { PathSets } from "../domain/finding.ts";
import { packHashes, pathHash } from "../domain/path-sets.ts";

/** Collects what a layer does to paths, 8 bytes per entry. */
export interface PathSetsBuilder {
  /** `path` is normalised; whiteouts are told by their name. */
  add(path: string, directory: boolean): void;
  build(): PathSets;
}

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
      const name = path.slice(slash + 1);
      const parent = slash < 0 ? "" : path.slice(0, slash);
      if (!name.startsWith(PREFIX)) lists[directory ? "directories" : "files"].add(path);
      else if (OPAQUE.has(name)) lists.opaques.add(parent);
      else if (isWhiteout(name)) lists.whiteouts.add(path.slice(0, slash + 1) + name.slice(PREFIX.length));
    },
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

const hashList = () => {
  let values = new Float64Array(16);
  let length = 0;
  return {
    add: (path: string): void => {
      if (length === values.length) {
        const larger = new Float64Array(length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = pathHash(path);
    },
    values: (): Float64Array => values.slice(0, length),
  };
};

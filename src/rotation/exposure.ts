import { outerPath } from "../domain/inner-path.ts";

/** Answers of one layer about a path of a layer below it; `readPathSets` gives one. */
export interface PathVerdicts {
  verdict(path: string): "deleted" | "overwritten" | undefined;
}

export interface FilePlace {
  /** Of a document in a container, too: it goes where the container goes. */
  readonly path: string;
  /** Position of the file's layer in `rootfs.diff_ids`, 0-based. */
  readonly layer: number;
  /**
   * The layers above it: the first is position `layer + 1`. A layer whose paths are not known is undefined: it is never
   * taken as proof of a deletion.
   */
  readonly upper: readonly (PathVerdicts | undefined)[];
}

export interface FileExposure {
  readonly exposure: "live" | "deleted" | "overwritten";
  /** Position of the first layer above that took the file out of sight. */
  readonly removedBy?: number;
}

/**
 * What an image shows of a file of one of its layers. The first layer above with a verdict is the one that removed it.
 * A path that was overwritten there stays `overwritten`; one that was deleted is what the last layer with a verdict
 * says: `overwritten` when the path was created again and stands, else `deleted`. The bytes are served in every case.
 */
export function fileExposure({ path, layer, upper }: FilePlace): FileExposure {
  const outer = outerPath(path);
  const verdicts = upper.flatMap((paths, index) => {
    // The whole path first: a folder may have a name like `what!`.
    const exposure = paths?.verdict(path) ?? (outer === path ? undefined : paths?.verdict(outer));
    return exposure === undefined ? [] : [{ layer: layer + 1 + index, exposure }];
  });
  const [first] = verdicts;
  if (first === undefined) return { exposure: "live" };
  const last = verdicts.at(-1) ?? first;
  return { exposure: first.exposure === "overwritten" ? "overwritten" : last.exposure, removedBy: first.layer };
}

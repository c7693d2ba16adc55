import { createHash } from "node:crypto";

export type GitType = "commit" | "tree" | "blob" | "tag";

export interface GitObject {
  readonly type: GitType;
  readonly content: Uint8Array;
}

/** Objects of a pack that others may be changes of, the last ones that were used. */
export interface GitBases {
  /** Remembers the object that stands at `offset`, and gives its id. */
  add(object: GitObject, offset: number): string;
  at(offset: number): GitObject | undefined;
  withId(id: string): GitObject | undefined;
}

/** An object costs more memory than its content. */
const OVERHEAD = 512;

/** `limit`: bytes that are remembered. */
export const createGitBases = (limit: number): GitBases => {
  const kept = new Map<number, GitObject & { readonly id: string }>();
  const offsets = new Map<string, number>();
  let size = 0;
  const forget = (): void => {
    for (const [offset, { id, content }] of kept) {
      if (size <= limit) return;
      kept.delete(offset);
      offsets.delete(id);
      size -= content.length + OVERHEAD;
    }
  };
  const at = (offset: number): GitObject | undefined => {
    const object = kept.get(offset);
    if (object === undefined) return undefined;
    kept.delete(offset);
    kept.set(offset, object);
    return object;
  };
  return {
    add: (object, offset) => {
      const id = idOf(object);
      kept.set(offset, { ...object, id });
      offsets.set(id, offset);
      size += object.content.length + OVERHEAD;
      forget();
      return id;
    },
    at,
    withId: (id) => at(offsets.get(id) ?? -1),
  };
};

const idOf = ({ type, content }: GitObject): string =>
  createHash("sha1").update(`${type} ${content.length}\0`).update(content).digest("hex");

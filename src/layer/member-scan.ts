import type { DocumentInfo, PathSets } from "../domain/finding.ts";
import { normalisePath } from "../tar/path.ts";
import type { TarVisitor, TarWalker } from "../tar/tar-walker.ts";
import type { Collector } from "./collector.ts";
import { createHeaderLines } from "./header-lines.ts";
import { type BodiesOf, createMemberBodies } from "./member-bodies.ts";
import { buildPathSets } from "./path-set.ts";
import { toldPath } from "./told-path.ts";

/**
 * Document of what stands in the headers of a tar: a line `path` or `path -> link target` per entry, pax records and
 * GNU long names as they are stored, in the order of the archive.
 */
export const HEADERS_PATH = "<tar headers>";

const PATHS = "more paths than are remembered: what it deletes or overwrites of other layers is not told in full";

/** Turns the walk over a tar into documents and path sets. */
export interface MemberScan {
  readonly visitor: TarVisitor;
  /** Undefined: nothing is to be waited for before the walk goes on. */
  settle(): Promise<void> | undefined;
  /** All that came so far has taken effect. */
  drain(): Promise<void>;
  /** Closes what is open. Undefined when there was no member. */
  end(): Promise<PathSets | undefined>;
}

export interface MembersOf extends BodiesOf {
  /** Stands before the paths of all documents: `""` in a layer. */
  readonly prefix: string;
}

export const createMemberScan = (collector: Collector, { prefix, ...of }: MembersOf): MemberScan => {
  const sets = prefix === "" ? buildPathSets() : undefined;
  const headers = createHeaderLines(() => collector.open({ kind: "file", path: prefix + HEADERS_PATH }));
  const bodies = createMemberBodies(collector, { ...of, hashed: prefix === "" });
  let isTar = false;
  const at = (path: string): string => toldPath(prefix + path);
  const visitor: TarVisitor = {
    member: (member) => {
      isTar = true;
      const { kind, path, linkname, size } = member;
      const document: DocumentInfo = { kind: "file", path: at(path) };
      const target = kind === "hard link" ? at(normalisePath(linkname)) : undefined;
      bodies.begin(document, { whole: document.path === prefix + path, target, size });
      sets?.add(path, kind === "directory");
      headers.line(linkname === "" ? path : `${path} -> ${linkname}`);
    },
    raw: (unparsed) => {
      const document: DocumentInfo = { kind: "file", path: at(unparsed) };
      const size = Number.POSITIVE_INFINITY;
      bodies.begin(document, { whole: false, target: undefined, size, isUnparsed: unparsed !== "" });
    },
    body: bodies.push,
    header: headers.bytes,
    note: (skip) =>
      bodies.note(skip.path === undefined && prefix === "" ? skip : { ...skip, path: at(skip.path ?? "") }),
  };
  return {
    visitor,
    settle: bodies.settle,
    drain: bodies.drain,
    end: async () => {
      await bodies.end();
      headers.end();
      if (sets?.isWhole() === false) collector.note({ reason: PATHS });
      return isTar ? sets?.build() : undefined;
    },
  };
};

/** Walks over the next bytes of a tar, and waits wherever the containers in it are not worked off. */
export const walkTar = async (
  chunk: Uint8Array,
  { walker, members }: { readonly walker: TarWalker; readonly members: MemberScan },
): Promise<void> => {
  for (let at = 0; at < chunk.length; ) {
    at += walker.take(chunk, at);
    const busy = members.settle();
    if (busy !== undefined) await busy;
  }
};

import type { DocumentInfo, PathSets } from "../domain/finding.ts";
import { normalisePath } from "../tar/path.ts";
import type { TarVisitor, TarWalker } from "../tar/tar-walker.ts";
import { type BodyScan, openBody } from "./body-scan.ts";
import type { Collector } from "./collector.ts";
import { createFoundFiles, type Entry, type FoundFiles } from "./found-files.ts";
import { createHeaderLines } from "./header-lines.ts";
import { buildPathSets } from "./path-set.ts";
import type { SharedMembers } from "./share/shared-members.ts";
import { toldPath } from "./told-path.ts";
import type { StartUnpacking } from "./unpacking.ts";

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

export interface MembersOf {
  /** Stands before the paths of all documents: `""` in a layer. */
  readonly prefix: string;
  readonly unpack: StartUnpacking;
  /** Asked for each member: a thread that helps from then on. */
  readonly share?: ((found: FoundFiles) => SharedMembers | undefined) | undefined;
}

export const createMemberScan = (collector: Collector, { prefix, unpack, share }: MembersOf): MemberScan => {
  const sets = prefix === "" ? buildPathSets() : undefined;
  const headers = createHeaderLines(() => collector.open({ kind: "file", path: prefix + HEADERS_PATH }));
  let body: BodyScan | undefined;
  let document: DocumentInfo = { kind: "file", path: prefix };
  let size = Number.POSITIVE_INFINITY;
  let isTar = false;
  let isUnparsed = false;

  const found = createFoundFiles(collector, { hashed: prefix === "" });
  let shared: SharedMembers | undefined;
  const at = (path: string): string => toldPath(prefix + path);
  const begin = (path: string, bytes: number): void => {
    document = { kind: "file", path: at(path) };
    size = bytes;
  };
  const enter = (entry: Entry): void => {
    shared ??= share?.(found);
    (shared?.begin ?? found.begin)(document, entry);
  };
  const scanHere = (bytes: Uint8Array): void => {
    body ??= openBody(document, { size, collector, unpack: isUnparsed ? asItIs : unpack });
    body.push(bytes);
    found.bytes(bytes);
  };
  const drain = async (): Promise<void> => {
    for (const bytes of (await shared?.drain()) ?? []) scanHere(bytes);
  };
  const settleHere = (): Promise<void> | undefined => {
    const scan = body;
    if (scan === undefined || !scan.isOver()) return scan?.settle();
    body = undefined;
    return keepFound(scan, found);
  };
  const settle = (): Promise<void> | undefined => {
    const busy = shared?.settle();
    if (busy === undefined) return settleHere();
    return busy.then((early) => {
      for (const bytes of early) scanHere(bytes);
      return settleHere();
    });
  };
  const visitor: TarVisitor = {
    member: (member) => {
      isTar = true;
      const { kind, path, linkname } = member;
      begin(path, member.size);
      const target = kind === "hard link" ? at(normalisePath(linkname)) : undefined;
      enter({ whole: document.path === prefix + path, target, size });
      sets?.add(path, kind === "directory");
      headers.line(linkname === "" ? path : `${path} -> ${linkname}`);
    },
    raw: (unparsed) => {
      begin(unparsed, Number.POSITIVE_INFINITY);
      enter({ whole: false, target: undefined, size });
      isUnparsed = unparsed !== "";
    },
    body: (bytes) => {
      if (shared?.body(bytes) !== true) scanHere(bytes);
    },
    header: headers.bytes,
    note: (skip) =>
      (shared?.note ?? collector.note)(
        skip.path === undefined && prefix === "" ? skip : { ...skip, path: at(skip.path ?? "") },
      ),
  };
  return {
    visitor,
    settle,
    drain,
    end: async () => {
      await drain();
      shared?.close();
      if (body !== undefined) await keepFound(body, found);
      body = undefined;
      headers.end();
      if (sets?.isWhole() === false) collector.note({ reason: PATHS });
      return isTar ? sets?.build() : undefined;
    },
  };
};

/** What follows damage, or too many entries, begins in the middle of something: it must not pass for a tar of its own. */
const asItIs: StartUnpacking = () => undefined;

const keepFound = (scan: BodyScan, files: FoundFiles): Promise<void> | undefined => {
  const ended = scan.end();
  if (ended instanceof Promise) return ended.then((found) => files.keep(scan.document, found));
  files.keep(scan.document, ended);
  return undefined;
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

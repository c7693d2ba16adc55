import type { DocumentInfo, PathSets } from "../domain/finding.ts";
import { normalisePath } from "../tar/path.ts";
import type { TarVisitor } from "../tar/tar-walker.ts";
import type { Collector, OpenDocument } from "./collector.ts";
import { createFoundFiles } from "./found-files.ts";
import { buildPathSets } from "./path-set.ts";

/**
 * Document of what stands in the headers of a tar: a line `path` or `path -> link target` per entry, pax records and
 * GNU long names as they are stored, in the order of the archive.
 */
export const HEADERS_PATH = "<tar headers>";

/** Longest path that is told, in characters; all of it is scanned. Those of real images are below 400. */
const LONGEST_PATH = 1024;

const PATHS = "more paths than are remembered: what it deletes or overwrites of other layers is not told in full";

/** Turns the walk over a tar into documents and path sets. */
export interface MemberScan {
  readonly visitor: TarVisitor;
  /** Closes what is open. Undefined when there was no member. */
  end(): PathSets | undefined;
}

export const createMemberScan = (collector: Collector): MemberScan => {
  const sets = buildPathSets();
  let headers: OpenDocument | undefined;
  let body: OpenDocument | undefined;
  let document: DocumentInfo = { kind: "file", path: "" };
  let isTar = false;

  const found = createFoundFiles(collector);
  const closeBody = (): void => {
    if (body !== undefined) found.keep(document, body.end());
    body = undefined;
  };
  const header = (bytes: Uint8Array): void => {
    headers ??= collector.open({ kind: "file", path: HEADERS_PATH });
    headers.push(bytes);
  };
  const visitor: TarVisitor = {
    member: (member) => {
      closeBody();
      isTar = true;
      const { kind, path, linkname } = member;
      document = { kind: "file", path: told(path) };
      const target = kind === "hard link" ? told(normalisePath(linkname)) : undefined;
      found.begin(document, { whole: document.path === path, target });
      sets.add(path, kind === "directory");
      header(Buffer.from(linkname === "" ? `${path}\n` : `${path} -> ${linkname}\n`));
    },
    raw: (unparsed) => {
      closeBody();
      document = { kind: "file", path: unparsed };
    },
    body: (bytes) => {
      body ??= collector.open(document);
      body.push(bytes);
    },
    header,
    note: (skip) => collector.note(skip.path === undefined ? skip : { ...skip, path: told(skip.path) }),
  };
  return {
    visitor,
    end: () => {
      closeBody();
      headers?.end();
      if (!sets.isWhole()) collector.note({ reason: PATHS });
      return isTar ? sets.build() : undefined;
    },
  };
};

/** A copy: a part of a text keeps all of it in memory. */
const told = (path: string): string =>
  path.length <= LONGEST_PATH ? path : `${Buffer.from(path.slice(0, LONGEST_PATH)).toString()}…`;

import type { Finding, PathSets } from "../domain/finding.ts";
import { normalisePath } from "../tar/path.ts";
import type { TarVisitor } from "../tar/tar-walker.ts";
import type { Collector, OpenDocument } from "./collector.ts";
import { buildPathSets } from "./path-set.ts";

/**
 * Document of what stands in the headers of a tar: a line `path` or `path -> link target` per entry, pax records and
 * GNU long names as they are stored, in the order of the archive.
 */
export const HEADERS_PATH = "<tar headers>";

/** Findings that are remembered for links to their files: a layer made of such files must not fill the memory. */
const LINKABLE = 10_000;
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
  let path = "";
  let isTar = false;

  const found = createFound();
  const closeBody = (): void => {
    found.add(path, body?.end() ?? []);
    body = undefined;
  };
  const linkTo = (target: string): void => {
    const findings = found.at(target);
    collector.repeat({ kind: "file", path }, findings);
    found.add(path, findings);
  };
  const header = (bytes: Uint8Array): void => {
    headers ??= collector.open({ kind: "file", path: HEADERS_PATH });
    headers.push(bytes);
  };
  const visitor: TarVisitor = {
    member: (member) => {
      closeBody();
      isTar = true;
      path = told(member.path);
      sets.add(member.path, member.kind === "directory");
      if (member.kind === "hard link") linkTo(told(normalisePath(member.linkname)));
      const target = member.linkname === "" ? "" : ` -> ${member.linkname}`;
      header(Buffer.from(`${member.path}${target}\n`));
    },
    raw: (unparsed) => {
      closeBody();
      path = unparsed;
    },
    body: (bytes) => {
      body ??= collector.open({ kind: "file", path });
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

/** What was found in a file, by its path: a hard link that follows shows it too, also when the first name is deleted. */
function createFound() {
  const found = new Map<string, readonly Finding[]>();
  let linkable = 0;
  return {
    at: (path: string): readonly Finding[] => found.get(path) ?? [],
    add: (path: string, findings: readonly Finding[]): void => {
      linkable += findings.length;
      if (findings.length > 0 && linkable <= LINKABLE) found.set(path, findings);
    },
  };
}

/** A copy: a part of a text keeps all of it in memory. */
const told = (path: string): string =>
  path.length <= LONGEST_PATH ? path : `${Buffer.from(path.slice(0, LONGEST_PATH)).toString()}…`;

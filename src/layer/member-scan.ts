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

/** Files with findings that are remembered for links to them: a layer made of such files must not fill the memory. */
const LINKABLE = 10_000;

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

  /** What was found in a file, by its path: a hard link that follows shows it too, also when the first name is deleted. */
  const found = new Map<string, readonly Finding[]>();

  const closeBody = (): void => {
    const findings = body?.end() ?? [];
    if (findings.length > 0 && found.size < LINKABLE) found.set(path, findings);
    body = undefined;
  };
  const linkTo = (target: string): void => {
    const findings = found.get(target);
    if (findings === undefined) return;
    collector.repeat({ kind: "file", path }, findings);
    found.set(path, findings);
  };
  const header = (bytes: Uint8Array): void => {
    headers ??= collector.open({ kind: "file", path: HEADERS_PATH });
    headers.push(bytes);
  };
  const visitor: TarVisitor = {
    member: (member) => {
      closeBody();
      isTar = true;
      path = member.path;
      sets.add(path, member.kind === "directory");
      if (member.kind === "hard link") linkTo(normalisePath(member.linkname));
      header(Buffer.from(member.linkname === "" ? `${path}\n` : `${path} -> ${member.linkname}\n`));
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
    note: collector.note,
  };
  return {
    visitor,
    end: () => {
      closeBody();
      headers?.end();
      return isTar ? sets.build() : undefined;
    },
  };
};

import type { DocumentInfo, Skip } from "../domain/finding.ts";
import { type BodyScan, type HeldBodies, openBody } from "./body-scan.ts";
import type { Collector } from "./collector.ts";
import { createFoundFiles, type Entry, type FoundFiles } from "./found-files.ts";
import type { SharedMembers } from "./share/shared-members.ts";
import type { StartUnpacking } from "./unpacking.ts";

/** Bodies of the members of a tar, which are scanned here, or by two threads. */
export interface MemberBodies {
  begin(document: DocumentInfo, entry: Entry): void;
  push(bytes: Uint8Array): void;
  note(skip: Skip): void;
  /** Undefined: nothing is to be waited for. */
  settle(): Promise<void> | undefined;
  /** All that came so far has taken effect. */
  drain(): Promise<void>;
  end(): Promise<void>;
}

export interface BodiesOf {
  readonly unpack: StartUnpacking;
  /** Asked for each member: a thread that helps from then on. */
  readonly share?: ((found: FoundFiles) => SharedMembers | undefined) | undefined;
  readonly held?: HeldBodies | undefined;
}

/** `hashed`: files are those of the layer itself, which packages may list. */
export const createMemberBodies = (
  collector: Collector,
  { unpack, share, held, hashed }: BodiesOf & { readonly hashed: boolean },
): MemberBodies => {
  const found = createFoundFiles(collector, { hashed });
  let shared: SharedMembers | undefined;
  let member: { readonly document: DocumentInfo; readonly entry: Entry } | undefined;
  let body: BodyScan | undefined;
  const pushHere = (bytes: Uint8Array): void => {
    if (body === undefined && member !== undefined) {
      const { document, entry } = member;
      const { size, isUnparsed = false } = entry;
      body = openBody(document, isUnparsed ? { size, collector, unpack: asItIs } : { size, collector, unpack, held });
    }
    body?.push(bytes);
    found.bytes(bytes);
  };
  const settleHere = (): Promise<void> | undefined => {
    const scan = body;
    if (scan === undefined || !scan.isOver()) return scan?.settle();
    body = undefined;
    return keepFound(scan, found);
  };
  const drain = async (): Promise<void> => {
    for (const bytes of (await shared?.drain()) ?? []) pushHere(bytes);
  };
  return {
    begin: (document, entry) => {
      member = { document, entry };
      shared ??= share?.(found);
      (shared?.begin ?? found.begin)(document, entry);
    },
    push: (bytes) => {
      if (shared?.body(bytes) !== true) pushHere(bytes);
    },
    note: (skip) => (shared?.note ?? collector.note)(skip),
    settle: () => {
      const busy = shared?.settle();
      if (busy === undefined) return settleHere();
      return busy.then((early) => {
        for (const bytes of early) pushHere(bytes);
        return settleHere();
      });
    },
    drain,
    end: async () => {
      try {
        await drain();
      } finally {
        shared?.close();
      }
      if (body !== undefined) await keepFound(body, found);
      body = undefined;
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

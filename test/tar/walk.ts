import type { Skip } from "../../src/domain/finding.ts";
import { createTarWalker, type TarLimits } from "../../src/tar/tar-walker.ts";

export const LIMITS: TarLimits = { entries: 5_000_000, headerBytes: 1024 * 1024 };

export interface Walked {
  readonly members: readonly WalkedMember[];
  readonly raw: readonly { readonly path: string; readonly body: string }[];
  readonly headers: string;
  readonly notes: readonly Skip[];
}

interface WalkedMember {
  readonly path: string;
  readonly linkname: string;
  readonly directory: boolean;
  readonly body: string;
}

/** Walks an archive, cut in pieces of the given sizes, and collects what comes; bytes as latin1. */
export const walk = (
  archive: Uint8Array,
  { sizes = [archive.length], limits = LIMITS }: { sizes?: readonly number[]; limits?: TarLimits } = {},
): Walked => {
  const members: { path: string; linkname: string; directory: boolean; body: string }[] = [];
  const raw: { path: string; body: string }[] = [];
  const notes: Skip[] = [];
  let headers = "";
  let open: { body: string } | undefined;
  const walker = createTarWalker(
    {
      member: ({ path, linkname, kind }) => {
        open = { path, linkname, directory: kind === "directory", body: "" } as (typeof members)[number];
        members.push(open as (typeof members)[number]);
      },
      raw: (path) => {
        open = { path, body: "" } as (typeof raw)[number];
        raw.push(open as (typeof raw)[number]);
      },
      body: (bytes) => {
        if (open === undefined) throw new Error("a body without an entry");
        open.body += latin1(bytes);
      },
      header: (bytes) => {
        headers += latin1(bytes);
      },
      note: (skip) => notes.push(skip),
    },
    limits,
  );
  for (let at = 0, turn = 0; at < archive.length; turn++) {
    const size = sizes[turn % sizes.length] ?? archive.length;
    walker.push(archive.subarray(at, at + size));
    at += size;
  }
  walker.end();
  return { members, raw, headers, notes };
};

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

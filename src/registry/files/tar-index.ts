import { createHash, type Hash } from "node:crypto";
import { posix } from "node:path";
import type { Digest } from "../../domain/digest.ts";
import type { TarMember } from "../../tar/tar-member.ts";
import { createTarWalker, type TarVisitor } from "../../tar/tar-walker.ts";
import type { RandomAccess } from "./random-access.ts";

/** A regular file of an archive: where its bytes stand, and what they hash to. */
export interface ArchiveFile {
  readonly start: number;
  readonly size: number;
  readonly digest: Digest;
}

export interface TarIndex {
  readonly files: ReadonlyMap<string, ArchiveFile>;
  /** Set when the archive could not be read to its end; what stands before is in `files`. */
  readonly damage?: string;
}

interface Indexing {
  readonly files: Map<string, ArchiveFile>;
  readonly links: Map<string, string>;
  /** Characters of all names. */
  names: number;
  open: OpenFile | undefined;
  damage: string | undefined;
}

interface OpenFile {
  readonly name: string;
  readonly start: number;
  readonly size: number;
  readonly hash: Hash;
  missing: number;
}

/** What an index may hold in memory; an archive with more is no set of images. */
const LIMITS = { entries: 250_000, headerBytes: 1024 * 1024 };
const NAMES_LIMIT = 32 * 1024 * 1024;
/** PATH_MAX of Linux: no program that makes images can name a longer one. */
const NAME_LIMIT = 4096;

/**
 * Reads an archive once, and says where each file stands. Links are followed inside the archive only. Nothing is read
 * behind the first damage: what a file is would be a guess.
 */
export async function indexTar(bytes: RandomAccess, signal: AbortSignal): Promise<TarIndex> {
  const indexing: Indexing = { files: new Map(), links: new Map(), names: 0, open: undefined, damage: undefined };
  const walker = createTarWalker(visitor(indexing), LIMITS);
  try {
    for await (const piece of bytes.read(0, bytes.size)) {
      signal.throwIfAborted();
      walker.push(piece);
      if (indexing.damage !== undefined) break;
    }
    walker.end();
    close(indexing);
  } catch (error) {
    signal.throwIfAborted();
    indexing.damage ??= error instanceof Error ? error.message : "it cannot be read";
  }
  const { damage } = indexing;
  return { files: withLinks(indexing), ...(damage === undefined ? {} : { damage }) };
}

function visitor(indexing: Indexing): TarVisitor {
  return {
    member: (member, start) => {
      close(indexing);
      if (indexing.damage === undefined) addEntry(indexing, member, start);
    },
    body: (bytes) => {
      if (indexing.damage !== undefined || indexing.open === undefined) return;
      indexing.open.hash.update(bytes);
      indexing.open.missing -= bytes.length;
    },
    header: () => undefined,
    // What the walk makes of it, behind the colon, is not done here.
    note: ({ reason }) => damaged(indexing, reason.split(":", 1).join()),
    raw: () => damaged(indexing, "it is no tar archive"),
  };
}

function damaged(indexing: Indexing, reason: string): void {
  close(indexing);
  indexing.damage ??= reason;
}

/** A file counts when its last byte was there. */
function close(indexing: Indexing): void {
  const { open, damage, files } = indexing;
  indexing.open = undefined;
  if (open === undefined || open.missing > 0 || damage !== undefined) return;
  const { name, start, size, hash } = open;
  files.set(name, { start, size, digest: `sha256:${hash.digest("hex")}` });
}

function addEntry(indexing: Indexing, member: TarMember, start: number): void {
  const { path, kind, linkname, size } = member;
  indexing.names += path.length + linkname.length;
  if (Math.max(path.length, linkname.length) > NAME_LIMIT || indexing.names > NAMES_LIMIT)
    damaged(indexing, "its names are too long");
  else if (kind === "file") indexing.open = { name: path, start, size, hash: createHash("sha256"), missing: size };
  else if (kind === "symlink" || kind === "hard link") indexing.links.set(path, linkTarget(member));
}

/** A name as it is looked up: from the root of the archive, without `.` and `..`. */
export const entryName = (name: string): string => posix.normalize(`/${name}`).slice(1);

/** Hard links name a path from the root of the archive, symbolic ones from where they stand. */
const linkTarget = ({ kind, path, linkname }: TarMember): string =>
  entryName(kind === "hard link" ? linkname : posix.join("/", posix.dirname(path), linkname));

function withLinks({ files, links }: Indexing): ReadonlyMap<string, ArchiveFile> {
  for (const name of links.keys()) {
    let target = name;
    for (let hop = 0; hop < 10 && links.has(target); hop++) target = links.get(target) ?? "";
    const file = files.get(target);
    if (file !== undefined) files.set(name, file);
  }
  return files;
}

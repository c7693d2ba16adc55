import { createHash } from "node:crypto";
import { posix } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ExtractEvents, extract, type Header } from "tar-stream";
import type { Digest } from "../../domain/digest.ts";
import { type Pace, paced } from "./paced.ts";
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

/** Where the body starts; tar-stream sets it, its types do not say so. */
type PlacedHeader = Header & { readonly byteOffset: number };
type Body = ExtractEvents["entry"][1];

/** v7 headers have no magic. Its types do not know the option either. */
const READER = { highWaterMark: 16 * 1024, allowUnknownFormat: true };

interface Indexing {
  readonly files: Map<string, ArchiveFile>;
  readonly links: Map<string, string>;
  /** Characters of all names. */
  names: number;
  /** Where the last body that was read to its end ends. */
  end: number;
}

const BLOCK = 512;
/** What an index may hold in memory; an archive with more is no set of images. */
const ENTRY_LIMIT = 250_000;
const NAMES_LIMIT = 64 * 1024 * 1024;
/** PATH_MAX of Linux: no program that makes images can name a longer one. */
const NAME_LIMIT = 4096;
/** Keys of pax headers are a dozen; tar-stream copies the global ones for every entry. */
const PAX_LIMIT = 1000;
/** Bytes of one pax header or long name; Go's archive/tar stops at 1 MiB (CVE-2022-2879), tar-stream at 4. */
const HEADER_LIMIT = 1024 * 1024;
/** 65 MB/s were measured on archives of empty files, the slowest honest ones; this is 1 MB/s. */
const PACE: Pace = { graceMs: 10_000, bytesPerMs: 1000 };

/** Reads an archive once, and says where each file stands. Links are followed inside the archive only. */
export async function indexTar(bytes: RandomAccess, signal: AbortSignal): Promise<TarIndex> {
  const indexing: Indexing = { files: new Map(), links: new Map(), names: 0, end: 0 };
  const reader = extract(READER);
  reader.on("entry", (header, body, next) => {
    body.on("error", () => undefined);
    // A directory with a size makes tar-stream wait for ever (registries.md T10).
    if (header.type === "directory") header.size = 0;
    if (!isHonest(header, indexing)) return void reader.destroy(new Error("a header of the archive is not valid"));
    addEntry(indexing, { header: header as PlacedHeader, body, next });
  });
  const damage = await drain(bytes, { reader, signal });
  const files = withLinks(indexing);
  // Some programs leave the end out (T13): nothing is lost.
  if (damage === undefined || bytes.size <= padded(indexing.end)) return { files };
  return { files, damage };
}

function isHonest(header: Header, indexing: Indexing): boolean {
  const { name, linkname, size = 0, pax } = header;
  const longest = Math.max(name.length, linkname?.length ?? 0);
  indexing.names += name.length + (linkname?.length ?? 0);
  return (
    Number.isSafeInteger(size) &&
    size >= 0 &&
    longest <= NAME_LIMIT &&
    indexing.names <= NAMES_LIMIT &&
    indexing.files.size + indexing.links.size < ENTRY_LIMIT &&
    Object.keys(pax ?? {}).length <= PAX_LIMIT
  );
}

function addEntry(
  indexing: Indexing,
  entry: { readonly header: PlacedHeader; readonly body: Body; readonly next: () => void },
): void {
  const { header, body, next } = entry;
  const { type, byteOffset: start, size = 0 } = header;
  const name = entryName(header.name);
  if (type === "symlink" || type === "link") indexing.links.set(name, linkTarget(header));
  const hash = createHash("sha256");
  body.on("data", (chunk) => void hash.update(chunk as Uint8Array));
  body.on("end", () => {
    indexing.end = start + size;
    // POSIX: a program that knows no contiguous files reads them as files.
    if (type === "file" || type === "contiguous-file")
      indexing.files.set(name, { start, size, digest: `sha256:${hash.digest("hex")}` });
    next();
  });
}

async function drain(
  bytes: RandomAccess,
  { reader, signal }: { readonly reader: ReturnType<typeof extract>; readonly signal: AbortSignal },
): Promise<string | undefined> {
  try {
    const pieces = withinHeaderLimit(paced(bytes.read(0, bytes.size), PACE), reader);
    await pipeline(Readable.from(pieces), reader, { signal });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error.message : "it cannot be read";
  }
}

/**
 * tar-stream holds a pax header whole and tells nothing of it. What it holds is asked of it itself: a second reader of
 * the headers could be led to another place than it.
 */
async function* withinHeaderLimit(
  source: AsyncIterable<Uint8Array>,
  reader: ReturnType<typeof extract>,
): AsyncGenerator<Uint8Array> {
  const held = (reader as unknown as Holding)._buffer;
  for await (const piece of source) {
    yield piece;
    if (held.buffered > HEADER_LIMIT) throw new Error("a header of the archive is too long");
  }
}

/** Of tar-stream 3, not in its types. */
interface Holding {
  readonly _buffer: { readonly buffered: number };
}

const padded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK;

/** A name as it is looked up: from the root of the archive, without `.` and `..`. */
export const entryName = (name: string): string => posix.normalize(`/${name}`).slice(1);

/** Hard links name a path from the root of the archive, symbolic ones from where they stand. */
const linkTarget = ({ type, name, linkname }: Header): string =>
  entryName(type === "link" ? (linkname ?? "") : posix.join("/", posix.dirname(name), linkname ?? ""));

function withLinks({ files, links }: Indexing): ReadonlyMap<string, ArchiveFile> {
  for (const name of links.keys()) {
    let target = name;
    for (let hop = 0; hop < 10 && links.has(target); hop++) target = links.get(target) ?? "";
    const file = files.get(target);
    if (file !== undefined) files.set(name, file);
  }
  return files;
}

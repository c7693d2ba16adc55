import { createHash } from "node:crypto";
import { posix } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract, type Header } from "tar-stream";
import type { Digest } from "../domain/digest.ts";
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

interface Indexing {
  readonly files: Map<string, ArchiveFile>;
  readonly links: Map<string, string>;
}

/** Entries of one archive; more are no images. */
const ENTRY_LIMIT = 1_000_000;

/** Reads an archive once, and says where each file stands. Links are followed inside the archive only. */
export async function indexTar(bytes: RandomAccess, signal: AbortSignal): Promise<TarIndex> {
  const indexing: Indexing = { files: new Map(), links: new Map() };
  const reader = extract();
  reader.on("entry", (header: Header, body, next) => {
    body.on("error", () => undefined);
    // A directory or a negative size with a body makes tar-stream wait for ever (registries.md T10).
    if (header.type === "directory") header.size = 0;
    const size = header.size ?? 0;
    if (!Number.isSafeInteger(size) || size < 0 || indexing.files.size + indexing.links.size > ENTRY_LIMIT)
      return void reader.destroy(new Error("a header of the archive is not valid"));
    if (header.type === "symlink" || header.type === "link")
      indexing.links.set(entryName(header.name), linkTarget(header));
    const hash = createHash("sha256");
    body.on("data", (chunk) => void hash.update(chunk as Uint8Array));
    body.on("end", () => {
      const { byteOffset: start } = header as PlacedHeader;
      if (header.type === "file")
        indexing.files.set(entryName(header.name), { start, size, digest: `sha256:${hash.digest("hex")}` });
      next();
    });
  });
  const damage = await drain(bytes, { reader, signal });
  return { files: withLinks(indexing), ...(damage === undefined ? {} : { damage }) };
}

async function drain(
  bytes: RandomAccess,
  { reader, signal }: { readonly reader: ReturnType<typeof extract>; readonly signal: AbortSignal },
): Promise<string | undefined> {
  try {
    await pipeline(Readable.from(bytes.read(0, bytes.size)), reader, { signal });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error.message : "it cannot be read";
  }
}

const entryName = (name: string): string => posix.normalize(`/${name}`).slice(1);

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

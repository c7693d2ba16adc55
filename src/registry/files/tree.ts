import { createReadStream, type Dirent } from "node:fs";
import { readdir, readlink } from "node:fs/promises";

/** Something below a folder. `path`: from that folder, with `/`; a name that is no UTF-8 shows U+FFFD for what is none. */
export type TreeEntry =
  | { readonly kind: "file"; readonly path: string; readonly location: Buffer }
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "link"; readonly path: string; readonly target: string }
  /** A socket, a pipe or a device: it holds no bytes of its own, but for a block device. */
  | { readonly kind: "special"; readonly path: string; readonly type: SpecialFile }
  | { readonly kind: "unreadable"; readonly path: string; readonly reason: string };

type SpecialFile = "socket" | "named pipe" | "character device" | "block device" | "special file";

/**
 * Everything below `root`, hidden or not, sorted by name, folders before what is in them. Links are named and never
 * followed. What the disk refuses is an entry, not an error.
 */
export async function* walkTree(root: string, signal: AbortSignal): AsyncGenerator<TreeEntry> {
  const folders = [await openFolder({ path: "", location: Buffer.from(root) })];
  for (let folder = folders.at(-1); folder !== undefined; folder = folders.at(-1)) {
    signal.throwIfAborted();
    const next = folder.entries.pop();
    if (folder.refused !== undefined) yield { kind: "unreadable", path: folder.path, reason: folder.refused };
    if (next === undefined) folders.pop();
    else {
      const entry = await describe(next, folder);
      if (entry.kind === "folder") folders.push(await openFolder({ ...entry, location: locationOf(next, folder) }));
      yield entry;
    }
  }
}

/** Bytes of a file; throws what the disk says. `location`: bytes of the path, as names need not be UTF-8. */
export const readLocation = (location: Buffer | string, signal: AbortSignal): AsyncIterable<Uint8Array> =>
  createReadStream(location, { highWaterMark: 256 * 1024, signal });

/** Short reason of an error of the disk, without the path that it names. */
export const diskReason = (error: unknown): string =>
  `cannot be read: ${error instanceof Error && "code" in error ? String(error.code) : "unknown reason"}`;

interface Folder {
  readonly path: string;
  readonly location: Buffer;
  /** What is left of it, last first. */
  readonly entries: Dirent<Buffer>[];
  readonly refused?: string;
}

async function openFolder(folder: Pick<Folder, "path" | "location">): Promise<Folder> {
  try {
    const entries = await readdir(folder.location, { withFileTypes: true, encoding: "buffer" });
    return { ...folder, entries: entries.sort((a, b) => Buffer.compare(b.name, a.name)) };
  } catch (error) {
    return { ...folder, entries: [], refused: diskReason(error) };
  }
}

const SLASH = Buffer.from("/");
const locationOf = ({ name }: Dirent<Buffer>, { location }: Folder): Buffer => Buffer.concat([location, SLASH, name]);

async function describe(entry: Dirent<Buffer>, folder: Folder): Promise<TreeEntry> {
  const name = entry.name.toString();
  const path = folder.path === "" ? name : `${folder.path}/${name}`;
  if (entry.isDirectory()) return { kind: "folder", path };
  const location = locationOf(entry, folder);
  if (entry.isFile()) return { kind: "file", path, location };
  if (!entry.isSymbolicLink()) return { kind: "special", path, type: specialType(entry) };
  try {
    return { kind: "link", path, target: await readlink(location) };
  } catch (error) {
    return { kind: "unreadable", path, reason: diskReason(error) };
  }
}

const specialType = (entry: Dirent<Buffer>): SpecialFile => {
  if (entry.isSocket()) return "socket";
  if (entry.isFIFO()) return "named pipe";
  if (entry.isCharacterDevice()) return "character device";
  return entry.isBlockDevice() ? "block device" : "special file";
};

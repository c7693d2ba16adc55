import { createReadStream } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { PullError } from "../pull-error.ts";

/** Files below one folder, by path inside it. All of it throws PullError, with that path, when the disk refuses. */
export interface Disk {
  /** Sorted; none when the folder is not there. A symbolic link is named, never followed. */
  entries(path: string): Promise<readonly DiskEntry[]>;
  /** Bytes of a file; undefined when it is not there. */
  size(path: string): Promise<number | undefined>;
  /** Of at most `limit` bytes; undefined when it is not there. */
  small(path: string, limit: number): Promise<Uint8Array | undefined>;
  /** Throws PullError with `absent` when it is not there. */
  read(path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

interface DiskEntry {
  readonly name: string;
  readonly link: boolean;
}

/** `root`: without symbolic links in it. */
export function createDisk(root: string): Disk {
  const size: Disk["size"] = async (path) => {
    const found = await whenThere(path, async () => stat(await inside(root, path)));
    if (found !== undefined && !found.isFile()) throw new PullError(`reading ${path}: it is no file`);
    return found?.size;
  };
  const there = async (path: string): Promise<number> => {
    const bytes = await size(path);
    if (bytes === undefined) throw new PullError(`reading ${path}: it is not on the disk`, { absent: true });
    return bytes;
  };
  return {
    entries: async (path) => {
      const found = await whenThere(path, async () => readdir(await inside(root, path), { withFileTypes: true }));
      return (found ?? [])
        .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
        .map((entry) => ({ name: entry.name, link: entry.isSymbolicLink() }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    size,
    small: async (path, limit) => {
      const bytes = await size(path);
      if (bytes === undefined) return undefined;
      if (bytes > limit) throw new PullError(`reading ${path}: it is larger than ${limit} bytes`);
      return whenThere(path, async () => readFile(join(root, path)));
    },
    read: async function* (path, signal) {
      await there(path);
      try {
        yield* createReadStream(join(root, path), { highWaterMark: 256 * 1024, signal });
      } catch (error) {
        throw signal.aborted ? error : failure(path, error);
      }
    },
  };
}

/** Undefined when there is nothing of that path. */
async function whenThere<T>(path: string, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw failure(path, error);
  }
}

/** Throws PullError when links lead out of the folder. */
async function inside(root: string, path: string): Promise<string> {
  const real = await realpath(join(root, path));
  if (real === root || real.startsWith(root + sep)) return real;
  throw new PullError(`reading ${path}: a symbolic link leads out of the folder, it is not followed`);
}

const failure = (path: string, cause: unknown): PullError => {
  if (cause instanceof PullError) return cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "it cannot be read";
  return new PullError(`reading ${path}: ${code}`, { cause });
};

import { createReadStream, readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { type Digest, isDigest } from "../../domain/digest.ts";
import { UserError } from "../../domain/user-error.ts";
import { MANIFEST_LIMIT } from "../manifest.ts";
import { PullError } from "../pull-error.ts";
import type { ImageSource } from "../source.ts";
import { type BlobStore, createFileSource } from "./blob-store.ts";
import { layoutImages } from "./layout-index.ts";

/** `oci:DIR[:ref]`: an OCI image layout on disk. Throws UserError when the folder is none. */
export async function openLayout({
  path,
  ref,
}: {
  readonly path: string;
  readonly ref?: string;
}): Promise<ImageSource> {
  const registry = `oci:${path}`;
  const blobs = folderBlobs(path, registry);
  const index = readIndex(join(path, "index.json"), registry);
  const listed = await layoutImages({ index, blobs, registry, ref });
  if (listed.images.length === 0 && index instanceof PullError)
    throw new UserError({
      code: "TARGET_INVALID",
      message: `${registry}: there is no OCI layout (${index.message})`,
      hint: "name the folder that holds index.json and blobs/; a file is named oci-archive:FILE or docker-archive:FILE",
    });
  return createFileSource({ registry, ...listed, blobs, whole: ref === undefined && listed.gaps.length === 0 });
}

/** The text, or why it cannot be had: the blobs may still be there. */
function readIndex(path: string, registry: string): Uint8Array | PullError {
  const found = statOf(path);
  if (!found?.isFile()) return new PullError(`${registry}: it has no index.json`);
  if (found.size > MANIFEST_LIMIT) return new PullError(`${path}: larger than ${MANIFEST_LIMIT} bytes`);
  try {
    return readFileSync(path);
  } catch (error) {
    return new PullError(`${path}: it cannot be read (${codeOf(error)})`, { cause: error });
  }
}

function folderBlobs(path: string, registry: string): BlobStore {
  const sizes = new Map<Digest, number>();
  for (const algorithm of ["sha256", "sha512"])
    for (const hex of namesIn(join(path, "blobs", algorithm))) {
      const digest = `${algorithm}:${hex}`;
      const found = statOf(join(path, "blobs", algorithm, hex));
      if (isDigest(digest) && found?.isFile()) sizes.set(digest, found.size);
    }
  const open = (digest: Digest): AsyncIterable<Uint8Array> => {
    if (!sizes.has(digest)) throw new PullError(`reading ${digest} of ${registry}: it is not there`, { absent: true });
    return createReadStream(join(path, "blobs", digest.replace(":", "/")), { highWaterMark: 256 * 1024 });
  };
  return { open, sizes, named: [...sizes.keys()], close: async () => undefined };
}

function namesIn(folder: string): readonly string[] {
  if (!statOf(folder)?.isDirectory()) return [];
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new UserError({
      code: "TARGET_INVALID",
      message: `${folder}: it cannot be read (${codeOf(error)})`,
      hint: "run exhume as a user who may read the layout",
      cause: error,
    });
  }
}

/** Undefined also for a path through a file, a link to itself, or a folder that may not be entered. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown error";

import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Digest, isDigest } from "../domain/digest.ts";
import { UserError } from "../domain/user-error.ts";
import { type BlobStore, createFileSource } from "./blob-store.ts";
import { layoutImages } from "./layout-index.ts";
import { PullError } from "./pull-error.ts";
import type { ImageSource } from "./source.ts";

/** `oci:DIR[:ref]`: an OCI image layout on disk. Throws UserError when the folder is none. */
export async function openLayout({
  path,
  ref,
}: {
  readonly path: string;
  readonly ref?: string;
}): Promise<ImageSource> {
  const indexPath = join(path, "index.json");
  if (!existsSync(indexPath))
    throw new UserError({
      code: "TARGET_INVALID",
      message: `oci:${path}: there is no OCI layout (no ${indexPath})`,
      hint: "name the folder that holds index.json and blobs/",
    });
  const registry = `oci:${path}`;
  const blobs = folderBlobs(path, registry);
  const index = readFileSync(indexPath);
  const listed = await layoutImages({ index, blobs, registry, ...(ref === undefined ? {} : { ref }) });
  return createFileSource({ registry, ...listed, blobs, whole: ref === undefined && listed.gaps.length === 0 });
}

function folderBlobs(path: string, registry: string): BlobStore {
  const sizes = new Map<Digest, number>();
  for (const algorithm of ["sha256", "sha512"])
    for (const hex of namesIn(join(path, "blobs", algorithm))) {
      const digest = `${algorithm}:${hex}`;
      const found = statSync(join(path, "blobs", algorithm, hex), { throwIfNoEntry: false });
      if (isDigest(digest) && found?.isFile()) sizes.set(digest, found.size);
    }
  const open = (digest: Digest): AsyncIterable<Uint8Array> => {
    if (!sizes.has(digest)) throw new PullError(`reading ${digest} of ${registry}: it is not there`, { absent: true });
    return createReadStream(join(path, "blobs", digest.replace(":", "/")), { highWaterMark: 256 * 1024 });
  };
  return { open, sizes, close: async () => undefined };
}

const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

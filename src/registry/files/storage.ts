import { realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "../../domain/digest.ts";
import { type ImageRef, type Manifest, repositoryName } from "../../domain/oci.ts";
import { UserError } from "../../domain/user-error.ts";
import { checkedManifest } from "../checked-manifest.ts";
import { MANIFEST_LIMIT } from "../manifest.ts";
import { PullError } from "../pull-error.ts";
import type { ImageSource } from "../source.ts";
import { verified } from "../verified.ts";
import { dataPath } from "./data-path.ts";
import { createDisk, type Disk } from "./disk.ts";
import { currentLink, readLink, storedImages } from "./storage-listing.ts";

/** Where the filesystem driver keeps everything (distribution, registry/storage/paths.go). */
const ROOT = "docker/registry/v2";

/**
 * `registry-storage:DIR`: the disk of a distribution registry. It knows more than its API tells: every revision that
 * was not garbage collected, tagged or not, and all that a tag ever pointed at. Throws UserError when DIR is none.
 */
export async function openStorage({ path }: { readonly path: string }): Promise<ImageSource> {
  const registry = `registry-storage:${path}`;
  const root = (await storageIn(join(path, ROOT))) ?? (await storageIn(path));
  if (root === undefined)
    throw new UserError({
      code: "TARGET_INVALID",
      message: `${registry}: there is no storage of a registry`,
      hint: `name the rootdirectory of its configuration, which holds ${ROOT}`,
    });
  const disk = createDisk(root);
  const digestOf = async (ref: ImageRef): Promise<Digest | undefined> =>
    ref.digest ?? readLink(disk, currentLink(ref.repository.name, ref.tag ?? ""));
  return {
    registry,
    images: (signal) => storedImages(disk, registry, signal),
    digestOf: async (ref, signal) => {
      signal.throwIfAborted();
      return digestOf(ref);
    },
    manifest: async (ref, signal) => {
      signal.throwIfAborted();
      return readManifest(disk, { ...ref, digest: (await digestOf(ref)) ?? "" });
    },
    referrers: async () => [],
    blob: (holder, blob, signal) =>
      verified(disk.read(dataPath(blob.digest), signal), blob, `reading ${blob.digest} of ${repositoryName(holder)}`),
    close: async () => undefined,
  };
}

/** Without links in its own path; undefined when it is not there. */
async function storageIn(folder: string): Promise<string | undefined> {
  const found = await stat(join(folder, "repositories")).catch(() => undefined);
  return found?.isDirectory() ? realpath(folder) : undefined;
}

async function readManifest(disk: Disk, ref: ImageRef & { readonly digest: Digest }): Promise<Manifest> {
  const name = repositoryName(ref.repository);
  if (ref.digest === "") throw new PullError(`reading ${name}:${ref.tag}: no such tag`, { absent: true });
  const body = await disk.small(dataPath(ref.digest), MANIFEST_LIMIT);
  if (body === undefined) throw new PullError(`reading ${ref.digest}: it is not on the disk`, { absent: true });
  return checkedManifest(ref, { body, mediaType: "" });
}

import { type Digest, isDigest } from "../domain/digest.ts";
import type { ImageRef } from "../domain/oci.ts";
import { UserError } from "../domain/user-error.ts";
import { type BlobStore, createFileSource, digestOfPath, findManifests, readSmall } from "./blob-store.ts";
import { dockerImages } from "./docker-archive.ts";
import { layoutImages } from "./layout-index.ts";
import { parseManifest } from "./manifest.ts";
import { PullError } from "./pull-error.ts";
import { openBytes, type RandomAccess } from "./random-access.ts";
import type { ImageSource } from "./source.ts";
import { type ArchiveFile, indexTar, type TarIndex } from "./tar-index.ts";
import type { Target } from "./target.ts";

export type OpenArchive = Extract<Target, { readonly kind: "archive" }> & { readonly stdin: AsyncIterable<Uint8Array> };

/**
 * `oci-archive:FILE`, `docker-archive:FILE` and stdin. What is inside decides, not the name: Docker from 25 on writes
 * both forms into one archive, and each of them may lack images of the other (moby#47065, moby#51389), so the union
 * is read. Throws UserError when the file holds no image.
 */
export async function openArchive(archive: OpenArchive, signal: AbortSignal): Promise<ImageSource> {
  const registry = archive.format === "stdin" ? "stdin" : `${archive.format}:${archive.path}`;
  const bytes = await openBytes(archive.path, archive.stdin, signal);
  const index = await indexTar(bytes, signal);
  const { blobs, add } = archiveBlobs({ bytes, index, registry });
  const images = await archiveImages({
    index,
    blobs,
    add,
    bytes,
    registry,
    ...(archive.ref === undefined ? {} : { ref: archive.ref }),
  });
  if (images === undefined) {
    await bytes.close();
    throw new UserError({
      code: "TARGET_INVALID",
      message: `${registry}: it holds no images${index.damage === undefined ? "" : ` (${index.damage})`}`,
      hint: "name an archive made by docker save, podman save or skopeo copy",
    });
  }
  const gaps =
    index.damage === undefined
      ? []
      : [
          {
            scope: "registry" as const,
            subject: registry,
            status: "skipped" as const,
            reason: `the archive is damaged, what stands behind is lost: ${index.damage}`,
          },
        ];
  return createFileSource({ registry, images, gaps, blobs });
}

export interface ArchiveContent {
  readonly index: TarIndex;
  readonly blobs: BlobStore;
  readonly bytes: RandomAccess;
  readonly registry: string;
  readonly ref?: string;
  /** Makes bytes that are not in the archive readable by digest. */
  readonly add: (digest: Digest, body: Uint8Array) => void;
}

async function archiveImages(content: ArchiveContent): Promise<readonly ImageRef[] | undefined> {
  const { index, blobs, registry, ref } = content;
  const layout = index.files.get("index.json");
  const docker = index.files.get("manifest.json");
  if (layout === undefined && docker === undefined) return undefined;
  const text = async (file: ArchiveFile): Promise<Uint8Array> => readSmall(blobs, { digest: file.digest, registry });
  const synthesized =
    docker === undefined
      ? []
      : await dockerImages(content, { list: await text(docker), known: await coveredConfigs(content) });
  if (layout === undefined) return synthesized;
  const fromLayout = async (): Promise<readonly ImageRef[]> =>
    layoutImages({ index: await text(layout), blobs, registry, ...(ref === undefined ? {} : { ref }) });
  // With a reference, the one that only the Docker list names is enough.
  return ref !== undefined && synthesized.length > 0 ? synthesized : [...(await fromLayout()), ...synthesized];
}

/** Configs whose OCI manifest stands in the archive with its layers. */
async function coveredConfigs({ blobs, registry }: ArchiveContent): Promise<ReadonlySet<Digest>> {
  const covered = new Set<Digest>();
  for (const digest of await findManifests(blobs))
    try {
      const { config, layers } = parseManifest(await readSmall(blobs, { digest, registry }), { what: digest });
      if (config !== undefined && layers.length > 0) covered.add(config.digest);
    } catch (error) {
      if (!(error instanceof PullError)) throw error;
    }
  return covered;
}

/** Files by the digest in their name, else by that of their bytes. */
function archiveBlobs({ bytes, index, registry }: Pick<ArchiveContent, "bytes" | "index" | "registry">): {
  readonly blobs: BlobStore;
  readonly add: ArchiveContent["add"];
} {
  const byDigest = new Map<Digest, ArchiveFile>();
  for (const [path, file] of index.files) byDigest.set(digestOfPath(path) ?? file.digest, file);
  for (const file of index.files.values()) if (!byDigest.has(file.digest)) byDigest.set(file.digest, file);
  const made = new Map<Digest, Uint8Array>();
  const sizes = new Map([...byDigest].map(([digest, { size }]) => [digest, size]));
  const open = (digest: Digest): AsyncIterable<Uint8Array> => {
    const body = made.get(digest);
    const file = byDigest.get(digest);
    if (body !== undefined) return one(body);
    if (file === undefined || !isDigest(digest))
      throw new PullError(`reading ${digest} of ${registry}: it is not in the archive`, { absent: true });
    return bytes.read(file.start, file.start + file.size);
  };
  const add = (digest: Digest, body: Uint8Array): void => {
    made.set(digest, body);
    sizes.set(digest, body.length);
  };
  return { blobs: { open, sizes, close: async () => bytes.close() }, add };
}

async function* one(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

import { type Digest, isDigest } from "../domain/digest.ts";
import type { ImageRef } from "../domain/oci.ts";
import { UserError } from "../domain/user-error.ts";
import { type BlobStore, createFileSource, digestOfPath, findManifests, readSmall } from "./blob-store.ts";
import { type CoveredImages, type DockerArchive, dockerImages } from "./docker-archive.ts";
import { type LayoutImages, layoutImages } from "./layout-index.ts";
import { parseManifest } from "./manifest.ts";
import { PullError } from "./pull-error.ts";
import { openBytes, type RandomAccess } from "./random-access.ts";
import type { Gap, ImageSource } from "./source.ts";
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
  try {
    const index = await indexTar(bytes, signal);
    const { blobs, add } = archiveBlobs({ bytes, index, registry });
    const { images, gaps } = await archiveImages({ index, blobs, add, registry, ref: archive.ref });
    const damaged = bytes.damage ?? index.damage;
    const damage = damaged === undefined ? [] : [damageGap(registry, damaged)];
    const whole = archive.ref === undefined && gaps.length + damage.length === 0;
    return createFileSource({ registry, images, gaps: [...gaps, ...damage], blobs, whole });
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

const damageGap = (registry: string, damage: string): Gap => ({
  scope: "registry",
  subject: registry,
  status: "skipped",
  reason: `the archive is damaged, what stands behind is lost: ${damage}`,
});

interface ArchiveContent extends DockerArchive {
  readonly blobs: BlobStore;
}

async function archiveImages(content: ArchiveContent): Promise<LayoutImages> {
  const { index, blobs, registry, ref } = content;
  const text = async (file: ArchiveFile): Promise<Uint8Array> => readSmall(blobs, { digest: file.digest, registry });
  const [layout, docker] = [index.files.get("index.json"), index.files.get("manifest.json")];
  if (layout === undefined && docker === undefined)
    throw noImages(registry, `it holds no images${index.damage === undefined ? "" : ` (${index.damage})`}`);
  const listed =
    docker === undefined
      ? []
      : dockerImages(content, { list: await text(docker), covered: await ociManifests(content) });
  if (layout === undefined && ref !== undefined && listed.length === 0)
    throw noImages(registry, `it holds no image ${ref}`);
  // With a reference, the one that only the Docker list names is enough.
  if (layout === undefined || (ref !== undefined && listed.length > 0)) return { images: listed, gaps: [] };
  const { images, gaps } = await layoutImages({
    index: await text(layout),
    blobs,
    registry,
    ...(ref === undefined ? {} : { ref }),
  });
  return { images: distinct([...images, ...listed]), gaps };
}

const distinct = (images: readonly ImageRef[]): readonly ImageRef[] => [
  ...new Map(images.map((image) => [`${image.repository.name} ${image.tag} ${image.digest}`, image])).values(),
];

const noImages = (registry: string, problem: string): UserError =>
  new UserError({
    code: "TARGET_INVALID",
    message: `${registry}: ${problem}`,
    hint: "name an archive made by docker save, podman save or skopeo copy",
  });

/** OCI manifests of the archive by their config, with their layers. */
async function ociManifests({ blobs, registry }: ArchiveContent): Promise<CoveredImages> {
  const covered = new Map<Digest, { readonly digest: Digest; readonly layers: number }>();
  for (const digest of await findManifests(blobs))
    try {
      const { config, layers } = parseManifest(await readSmall(blobs, { digest, registry }), { what: digest });
      if (config !== undefined) covered.set(config.digest, { digest, layers: layers.length });
    } catch (error) {
      if (!(error instanceof PullError)) throw error;
    }
  return covered;
}

/** Files by the digest in their name, else by that of their bytes. */
function archiveBlobs({
  bytes,
  index,
  registry,
}: {
  readonly bytes: RandomAccess;
  readonly index: TarIndex;
  readonly registry: string;
}): {
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

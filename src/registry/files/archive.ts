import { append } from "../../domain/append.ts";
import { type Digest, isDigest } from "../../domain/digest.ts";
import type { ImageRef } from "../../domain/oci.ts";
import { UserError } from "../../domain/user-error.ts";
import { MANIFEST_LIMIT, parseManifest } from "../manifest.ts";
import { PullError } from "../pull-error.ts";
import type { Gap, ImageSource } from "../source.ts";
import type { Target } from "../target.ts";
import { type BlobStore, createFileSource, digestOfPath, findManifests, readSmall } from "./blob-store.ts";
import {
  type CoveredImages,
  type DockerArchive,
  dockerImages,
  type OciImage,
  readDockerList,
} from "./docker-archive.ts";
import { type LayoutImages, layoutImages, type ReachedImages, unknownImage } from "./layout-index.ts";
import { openBytes, type RandomAccess } from "./random-access.ts";
import { familiarName } from "./reference-name.ts";
import { type ArchiveFile, indexTar, type TarIndex } from "./tar-index.ts";

export type OpenArchive = Extract<Target, { readonly kind: "archive" }> & {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** What it is called, when it does not come from where its format says. */
  readonly registry?: string;
};

/**
 * `oci-archive:FILE`, `docker-archive:FILE` and stdin. What is inside decides, not the name: Docker from 25 on writes
 * both forms into one archive, and each of them may lack images of the other (moby#47065, moby#51389), so the union
 * is read. Throws UserError when the file holds no image.
 */
export async function openArchive(archive: OpenArchive, signal: AbortSignal): Promise<ImageSource> {
  const registry = archive.registry ?? (archive.format === "stdin" ? "stdin" : `${archive.format}:${archive.path}`);
  const bytes = await openBytes(archive.path, archive.stdin, signal);
  try {
    const index = await indexTar(bytes, signal);
    const { blobs, add } = archiveBlobs({ bytes, index, registry });
    const { images, gaps } = await archiveImages({ index, blobs, add, registry, ref: archive.ref });
    const damaged = bytes.damage ?? index.damage;
    const damage = damaged === undefined ? [] : [damageGap(registry, damaged)];
    // What another archive on stdin held is not gone.
    const whole = archive.ref === undefined && archive.format !== "stdin" && gaps.length + damage.length === 0;
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
  const { index, registry, ref } = content;
  const docker = index.files.has("manifest.json") ? await listedImages(content) : NONE;
  // With a reference, the one that only the Docker list names is enough.
  if (ref !== undefined && docker.images.length > 0) return docker;
  const bare = docker.images.length + docker.names.length > 0 && !index.files.has("index.json");
  if (bare && ref !== undefined) throw unknownImage(registry, { ref, names: docker.names });
  if (bare) return docker;
  const layout = await layoutImages({ ...content, index: await indexText(content), ref });
  const gaps = [...docker.gaps, ...layout.gaps];
  const images = merged(layout, docker.images);
  if (images.length === 0 && gaps.length > 0) throw noImages(registry, index.damage ?? gaps[0]?.reason);
  return { images, gaps };
}

const NONE = { images: [], gaps: [], names: [] };

/** What manifest.json names; one that cannot be read is a gap, there may be an OCI layout beside it. */
async function listedImages(content: ArchiveContent): Promise<LayoutImages & { readonly names: readonly string[] }> {
  const { registry } = content;
  try {
    const list = readDockerList(await textOf(content, "manifest.json"), registry);
    const images = dockerImages(content, { list, covered: await ociManifests(content) });
    return { images, gaps: [], names: list.flatMap(({ RepoTags }) => RepoTags ?? []) };
  } catch (error) {
    if (!(error instanceof PullError)) throw error;
    return { ...NONE, gaps: [{ scope: "registry", subject: registry, status: "skipped", reason: error.message }] };
  }
}

async function indexText(content: ArchiveContent): Promise<Uint8Array | PullError> {
  try {
    return await textOf(content, "index.json");
  } catch (error) {
    if (error instanceof PullError) return error;
    throw error;
  }
}

async function textOf({ index, blobs, registry }: ArchiveContent, name: string): Promise<Uint8Array> {
  const file = index.files.get(name);
  if (file === undefined) throw new PullError(`${registry}: it has no ${name}, the names of its images are lost`);
  if (file.size > MANIFEST_LIMIT)
    throw new PullError(`${registry}: its ${name} is larger than ${MANIFEST_LIMIT} bytes`);
  return readSmall(blobs, { digest: file.digest, registry });
}

/** Docker writes a name in full into index.json and in short into manifest.json; an image that one names has a name. */
function merged(layout: ReachedImages, docker: readonly ImageRef[]): readonly ImageRef[] {
  const names = new Set(layout.images.map(nameOf));
  const known = (image: ImageRef): boolean => names.has(nameOf(image)) && layout.reached.has(image.digest ?? "");
  const more = docker.filter((image) => !known(image));
  const named = new Set(
    [...layout.images, ...more].filter((image) => nameOf(image) !== "").map(({ digest }) => digest),
  );
  const all = [...layout.images, ...more].filter((image) => nameOf(image) !== "" || !named.has(image.digest));
  return [...new Map(all.map((image) => [`${nameOf(image)} ${image.digest}`, image])).values()];
}

/** Empty for an image without a name. */
const nameOf = ({ repository: { name }, tag }: ImageRef): string =>
  tag === undefined ? name : familiarName(`${name}:${tag}`);

const noImages = (registry: string, reason: string | undefined): UserError =>
  new UserError({
    code: "TARGET_INVALID",
    message: `${registry}: it holds no images${reason === undefined ? "" : ` (${reason})`}`,
    hint: "name an archive made by docker save, podman save or skopeo copy",
  });

/** OCI manifests of the archive by their config, with their layers. */
async function ociManifests({ blobs, registry }: ArchiveContent): Promise<CoveredImages> {
  const covered = new Map<Digest, OciImage[]>();
  for (const digest of await findManifests(blobs))
    try {
      const { config, layers } = parseManifest(await readSmall(blobs, { digest, registry }), { what: digest });
      if (config === undefined) continue;
      const image = { digest, layers: new Set(layers.map((layer) => layer.digest)) };
      append(covered, config.digest, image);
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
  const named = new Map<Digest, ArchiveFile>();
  for (const [path, file] of index.files) {
    const digest = digestOfPath(path);
    if (digest !== undefined) named.set(digest, file);
  }
  // Bytes that have the digest go before a name that claims it.
  const byDigest = new Map([...named, ...[...index.files.values()].map((file) => [file.digest, file] as const)]);
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
  return { blobs: { open, sizes, named: [...named.keys()], close: async () => bytes.close() }, add };
}

async function* one(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

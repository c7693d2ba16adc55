import { createHash } from "node:crypto";
import { type Digest, isDigest } from "../../domain/digest.ts";
import type { Descriptor, ImageRef, Manifest, Repository } from "../../domain/oci.ts";
import { MANIFEST_LIMIT, parseManifest } from "../manifest.ts";
import { PullError } from "../pull-error.ts";
import type { Gap, ImageSource } from "../source.ts";
import { verified } from "../verified.ts";

/** Blobs by digest, in a folder or in an archive. */
export interface BlobStore {
  /** Bytes as stored; throws PullError with `absent` when there is no such blob. */
  open(digest: Digest): AsyncIterable<Uint8Array>;
  /** Sizes of all blobs. */
  readonly sizes: ReadonlyMap<Digest, number>;
  /** Those that stand where a layout keeps its blobs, `blobs/<algorithm>/<hex>`. */
  readonly named: readonly Digest[];
  close(): Promise<void>;
}

export interface FileSourceInput {
  /** `oci:DIR`, `docker-archive:FILE`: the registry part of its repositories. */
  readonly registry: string;
  readonly images: readonly ImageRef[];
  readonly gaps: readonly Gap[];
  readonly blobs: BlobStore;
  /** All images of the file are among `images`: what an earlier audit saw and these lack is gone. */
  readonly whole: boolean;
}

/** A layout or archive as a source of images: everything is looked up by digest and verified as it is read. */
export function createFileSource({ registry, images, gaps, blobs, whole }: FileSourceInput): ImageSource {
  const blob = (
    holder: Repository,
    wanted: Pick<Descriptor, "digest" | "size">,
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array> => {
    const what = `reading ${wanted.digest} of ${holder.registry}`;
    return verified(readable(blobs.open(wanted.digest), what, signal), wanted, what);
  };
  return {
    registry,
    images: async function* () {
      for (const image of images) yield { image };
      for (const gap of gaps) yield { gap };
      const repositories = new Map(images.map(({ repository }) => [repository.name, repository]));
      for (const repository of whole ? repositories.values() : [])
        yield { listed: { repository, method: "index of the archive", identity: "files", exhaustive: true } };
    },
    digestOf: async (ref) => ref.digest,
    manifest: async (ref) => readManifest(blobs, { registry, ref }),
    referrers: async () => [],
    blob,
    close: async () => blobs.close(),
  };
}

/** Errors of the disk become those of the item. */
async function* readable(
  bytes: AsyncIterable<Uint8Array>,
  what: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      yield chunk;
    }
  } catch (error) {
    if (signal.aborted || error instanceof PullError) throw error;
    throw new PullError(
      `${what}: ${error instanceof Error && "code" in error ? String(error.code) : "it cannot be read"}`,
      { cause: error },
    );
  }
}

async function readManifest(
  blobs: BlobStore,
  { registry, ref }: { readonly registry: string; readonly ref: ImageRef },
): Promise<Manifest> {
  const digest = ref.digest ?? "";
  const body = await readSmall(blobs, { digest, registry });
  return { ...parseManifest(body, { what: `${registry}@${digest}` }), digest };
}

/** A whole blob, verified. Throws PullError when it is larger than a manifest may be. */
export async function readSmall(
  blobs: BlobStore,
  { digest, registry }: { readonly digest: Digest; readonly registry: string },
): Promise<Uint8Array> {
  const size = blobs.sizes.get(digest) ?? -1;
  if (size > MANIFEST_LIMIT)
    throw new PullError(`reading ${digest} of ${registry}: larger than ${MANIFEST_LIMIT} bytes`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of verified(blobs.open(digest), { digest, size }, `reading ${digest} of ${registry}`))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Digests of all manifests among the blobs of a layout: small JSON objects with layers, blobs or manifests. */
export async function findManifests(blobs: BlobStore): Promise<readonly Digest[]> {
  const found: Digest[] = [];
  for (const digest of blobs.named)
    if ((blobs.sizes.get(digest) ?? 0) <= MANIFEST_LIMIT && (await looksLikeManifest(blobs, digest)))
      found.push(digest);
  return found;
}

async function looksLikeManifest(blobs: BlobStore, digest: Digest): Promise<boolean> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of blobs.open(digest)) {
      chunks.push(chunk);
      // Layers are told by how they begin and not read any further.
      if (!/^\s*(?:\{|$)/.test(Buffer.from((chunks[0] ?? chunk).subarray(0, 64)).toString("latin1"))) return false;
    }
    return isManifest(JSON.parse(Buffer.concat(chunks).toString("utf8")));
  } catch {
    return false;
  }
}

/** An image (config and layers), an index, or an OCI artifact manifest (image-spec 1.1.0-rc, artifact.md). */
const isManifest = (json: unknown): boolean =>
  typeof json === "object" &&
  json !== null &&
  (("layers" in json && "config" in json) ||
    ("manifests" in json && Array.isArray(json.manifests)) ||
    ("blobs" in json && "mediaType" in json));

export const sha256 = (bytes: Uint8Array): Digest => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** `blobs/sha256/<hex>` -> digest. */
export function digestOfPath(path: string): Digest | undefined {
  const [, algorithm, hex] = /(?:^|\/)blobs\/([a-z0-9]+)\/([0-9a-f]+)$/.exec(path) ?? [];
  const digest = `${algorithm}:${hex}`;
  return isDigest(digest) ? digest : undefined;
}

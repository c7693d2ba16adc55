import { createHash } from "node:crypto";
import { type Digest, isDigest } from "../domain/digest.ts";
import type { Descriptor, ImageRef, Manifest, Repository } from "../domain/oci.ts";
import { MANIFEST_LIMIT, parseManifest } from "./manifest.ts";
import { PullError } from "./pull-error.ts";
import type { Gap, ImageSource } from "./source.ts";
import { verified } from "./verified.ts";

/** Blobs by digest, in a folder or in an archive. */
export interface BlobStore {
  /** Bytes as stored; throws PullError with `absent` when there is no such blob. */
  open(digest: Digest): AsyncIterable<Uint8Array>;
  /** Sizes of all blobs. */
  readonly sizes: ReadonlyMap<Digest, number>;
  close(): Promise<void>;
}

export interface FileSourceInput {
  /** `oci:DIR`, `docker-archive:FILE`: the registry part of its repositories. */
  readonly registry: string;
  readonly images: readonly ImageRef[];
  readonly gaps: readonly Gap[];
  readonly blobs: BlobStore;
}

/** A layout or archive as a source of images: everything is looked up by digest and verified as it is read. */
export function createFileSource({ registry, images, gaps, blobs }: FileSourceInput): ImageSource {
  const blob = (holder: Repository, wanted: Pick<Descriptor, "digest" | "size">): AsyncIterable<Uint8Array> =>
    verified(blobs.open(wanted.digest), wanted, `reading ${wanted.digest} of ${holder.registry}`);
  return {
    registry,
    images: async function* () {
      for (const image of images) yield { image };
      for (const gap of gaps) yield { gap };
    },
    digestOf: async (ref) => ref.digest,
    manifest: async (ref) => readManifest(blobs, { registry, ref }),
    referrers: async () => [],
    blob: (holder, wanted) => blob(holder, wanted),
    close: async () => blobs.close(),
  };
}

async function readManifest(
  blobs: BlobStore,
  { registry, ref }: { readonly registry: string; readonly ref: ImageRef },
): Promise<Manifest> {
  const digest = ref.digest ?? "";
  const body = await readSmall(blobs, { digest, registry });
  return parseManifest(body, { what: `${registry}@${digest}` });
}

/** A whole blob that is no larger than a manifest may be, verified. */
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

/** Digests of all manifests in a blob store: small JSON objects with a config and layers, or with manifests. */
export async function findManifests(blobs: BlobStore): Promise<readonly Digest[]> {
  const found: Digest[] = [];
  for (const [digest, size] of blobs.sizes)
    if (size <= MANIFEST_LIMIT && (await looksLikeManifest(blobs, digest))) found.push(digest);
  return found;
}

async function looksLikeManifest(blobs: BlobStore, digest: Digest): Promise<boolean> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of blobs.open(digest)) {
    chunks.push(chunk);
    // Layers are told by their first byte and not read any further.
    if (chunks[0]?.[0] !== 0x7b) return false;
  }
  try {
    const json: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    if (typeof json !== "object" || json === null) return false;
    return ("layers" in json && "config" in json) || ("manifests" in json && Array.isArray(json.manifests));
  } catch {
    return false;
  }
}

export const sha256 = (bytes: Uint8Array): Digest => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** `blobs/sha256/<hex>` -> digest. */
export function digestOfPath(path: string): Digest | undefined {
  const [, algorithm, hex] = /(?:^|\/)blobs\/([a-z0-9]+)\/([0-9a-f]+)$/.exec(path) ?? [];
  const digest = `${algorithm}:${hex}`;
  return isDigest(digest) ? digest : undefined;
}

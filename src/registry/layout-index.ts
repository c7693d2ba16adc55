import type { Digest } from "../domain/digest.ts";
import type { ImageRef, Repository } from "../domain/oci.ts";
import { UserError } from "../domain/user-error.ts";
import { type BlobStore, findManifests, readSmall } from "./blob-store.ts";
import { splitTag } from "./docker-archive.ts";
import { parseManifest } from "./manifest.ts";
import { PullError } from "./pull-error.ts";

/** Annotations that name an image of a layout: OCI's own, and containerd's with the whole reference (docker save 29). */
const REF_NAME = "org.opencontainers.image.ref.name";
const CONTAINERD_NAME = "io.containerd.image.name";

export interface LayoutIndexInput {
  /** Text of index.json. */
  readonly index: Uint8Array;
  readonly blobs: BlobStore;
  readonly registry: string;
  /** Only the image of this name. */
  readonly ref?: string;
}

/**
 * The images of an OCI layout (image-layout.md): those that index.json names, and, unless one is asked for, every
 * manifest among the blobs that it does not lead to: what was untagged is still in the layout.
 */
export async function layoutImages(input: LayoutIndexInput): Promise<readonly ImageRef[]> {
  const repository: Repository = { registry: input.registry, name: "" };
  const index = parseManifest(input.index, { what: `${input.registry} index.json` });
  const named = index.manifests.map((descriptor) => {
    const tag = descriptor.annotations?.[REF_NAME] ?? descriptor.annotations?.[CONTAINERD_NAME];
    const image = tag === undefined ? { repository } : splitTag(input.registry, tag);
    return { name: tag, image: { ...image, digest: descriptor.digest } };
  });
  if (input.ref !== undefined) return chosen(named, { ref: input.ref, registry: input.registry });
  const reached = await reachable(
    input,
    named.map(({ image }) => image.digest),
  );
  const others = (await findManifests(input.blobs)).filter((digest) => !reached.has(digest));
  return [...named.map(({ image }) => image), ...others.map((digest) => ({ repository, digest }))];
}

interface Named {
  readonly name: string | undefined;
  readonly image: ImageRef;
}

function chosen(
  named: readonly Named[],
  { ref, registry }: { readonly ref: string; readonly registry: string },
): readonly ImageRef[] {
  const found = named.filter(({ name, image }) => name === ref || image.digest === ref.replace(/^@/, ""));
  if (found.length > 0) return found.map(({ image }) => image);
  const some = named.flatMap(({ name }) => name ?? []).slice(0, 5);
  throw new UserError({
    code: "TARGET_INVALID",
    message: `${registry} holds no image ${ref}`,
    hint: some.length > 0 ? `it holds ${some.join(", ")}` : "its images have no names: leave the reference out",
  });
}

async function reachable(
  { blobs, registry }: LayoutIndexInput,
  roots: readonly Digest[],
): Promise<ReadonlySet<Digest>> {
  const seen = new Set<Digest>();
  const queue = [...roots];
  for (let digest = queue.pop(); digest !== undefined; digest = queue.pop()) {
    if (seen.has(digest)) continue;
    seen.add(digest);
    queue.push(...(await childrenOf(blobs, { digest, registry })));
  }
  return seen;
}

/** A manifest that is missing or damaged is said when it is resolved. */
async function childrenOf(
  blobs: BlobStore,
  at: { readonly digest: Digest; readonly registry: string },
): Promise<readonly Digest[]> {
  try {
    return parseManifest(await readSmall(blobs, at), { what: at.digest }).manifests.map(({ digest }) => digest);
  } catch (error) {
    if (error instanceof PullError) return [];
    throw error;
  }
}

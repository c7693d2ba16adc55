import type { Digest } from "../../domain/digest.ts";
import type { Descriptor, ImageRef } from "../../domain/oci.ts";
import { UserError } from "../../domain/user-error.ts";
import { parseManifest } from "../manifest.ts";
import { PullError } from "../pull-error.ts";
import type { Gap } from "../source.ts";
import { type BlobStore, findManifests, readSmall } from "./blob-store.ts";
import { sameName, splitTag } from "./reference-name.ts";

/** Annotations that name an image of a layout: OCI's own, and containerd's with the whole reference (docker save 29). */
const REF_NAME = "org.opencontainers.image.ref.name";
const CONTAINERD_NAME = "io.containerd.image.name";

export interface LayoutIndexInput {
  /** Text of index.json, or why it cannot be had. */
  readonly index: Uint8Array | PullError;
  readonly blobs: BlobStore;
  readonly registry: string;
  /** Only the image of this name. */
  readonly ref?: string | undefined;
}

export interface LayoutImages {
  readonly images: readonly ImageRef[];
  readonly gaps: readonly Gap[];
}

export interface ReachedImages extends LayoutImages {
  /** What index.json leads to; empty when one image was asked for. */
  readonly reached: ReadonlySet<Digest>;
}

/**
 * The images of an OCI layout (image-layout.md): those that index.json names, and, unless one is asked for, every
 * manifest among the blobs that it does not lead to: what was untagged is still in the layout.
 */
export async function layoutImages(input: LayoutIndexInput): Promise<ReachedImages> {
  const { registry, blobs } = input;
  const { named, gaps } = readIndex(input);
  if (input.ref !== undefined) return { images: chosen(named, { ref: input.ref, registry }), gaps, reached: new Set() };
  const reached = await reachable(
    input,
    named.map(({ image }) => image.digest),
  );
  const others = (await findManifests(blobs)).filter((digest) => !reached.has(digest));
  const repository = { registry, name: "" };
  const images = [...named.map(({ image }) => image), ...others.map((digest) => ({ repository, digest }))];
  return { images, gaps, reached };
}

/** An index that cannot be read costs the names, not the images. */
function readIndex({ index, registry }: LayoutIndexInput): {
  readonly named: readonly Named[];
  readonly gaps: readonly Gap[];
} {
  try {
    if (index instanceof PullError) throw index;
    const { manifests, lost } = parseManifest(index, { what: `${registry} index.json` });
    const reason = `reading index.json: entries without a valid digest, for which nothing can be read: ${lost}`;
    return {
      named: manifests.map((descriptor) => nameOf(registry, descriptor)),
      gaps: lost === undefined ? [] : [{ scope: "registry", subject: registry, status: "unreachable", reason }],
    };
  } catch (error) {
    if (!(error instanceof PullError)) throw error;
    return { named: [], gaps: [{ scope: "registry", subject: registry, status: "skipped", reason: error.message }] };
  }
}

/** containerd's name is whole, where OCI's own may be the bare tag of images of different names (docker save 25). */
function nameOf(registry: string, { annotations, digest }: Descriptor): Named {
  const names = [annotations?.[CONTAINERD_NAME], annotations?.[REF_NAME]].filter((name) => name !== undefined);
  return { names, image: { ...splitTag(registry, names[0] ?? ""), digest } };
}

interface Named {
  readonly names: readonly string[];
  readonly image: ImageRef & { readonly digest: Digest };
}

function chosen(
  named: readonly Named[],
  { ref, registry }: { readonly ref: string; readonly registry: string },
): readonly ImageRef[] {
  const found = named.filter(
    ({ names, image }) => names.some((name) => sameName(name, ref)) || image.digest === ref.replace(/^@/, ""),
  );
  if (found.length > 0) return found.map(({ image }) => image);
  throw unknownImage(registry, { ref, names: named.flatMap(({ names }) => names.slice(0, 1)) });
}

/** Names a few that are there. */
export const unknownImage = (
  registry: string,
  { ref, names }: { readonly ref: string; readonly names: readonly string[] },
): UserError =>
  new UserError({
    code: "TARGET_INVALID",
    message: `${registry} holds no image ${ref}`,
    hint:
      names.length > 0
        ? `it holds ${names.slice(0, 5).join(", ")}`
        : "its images have no names: leave the reference out",
  });

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

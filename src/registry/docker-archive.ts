import { z } from "zod";
import type { Digest } from "../domain/digest.ts";
import type { ImageRef } from "../domain/oci.ts";
import { UserError } from "../domain/user-error.ts";
import { sha256 } from "./blob-store.ts";
import type { TarIndex } from "./tar-index.ts";

/** manifest.json of docker save (moby image/tarexport): one entry an image, paths inside the archive. */
const LIST = z.array(
  z.object({
    Config: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    Layers: z.array(z.string()).nullish(),
  }),
);
type Entry = z.infer<typeof LIST>[number];

export interface DockerArchive {
  readonly index: TarIndex;
  readonly registry: string;
  /** Only the image of this name. */
  readonly ref: string | undefined;
  /** Makes bytes that are not in the archive readable by digest. */
  readonly add: (digest: Digest, body: Uint8Array) => void;
}

/** OCI manifests of the same archive by the digest of their config. */
export type CoveredImages = ReadonlyMap<Digest, { readonly digest: Digest; readonly layers: number }>;

/**
 * Images that manifest.json names. One that an OCI manifest covers lends it its tags; any other gets a Docker schema 2
 * manifest made of what is there, so that the rest of the house sees one kind of image. A file that is missing keeps
 * its place with a digest that cannot be read, and is said when it is pulled.
 */
export function dockerImages(
  content: DockerArchive,
  { list, covered }: { readonly list: Uint8Array; readonly covered: CoveredImages },
): readonly ImageRef[] {
  return readList(list, content.registry).flatMap((entry) => {
    const tags = (entry.RepoTags ?? []).filter((tag) => content.ref === undefined || tag === content.ref);
    if (content.ref !== undefined && tags.length === 0) return [];
    const config = describe(content, {
      path: entry.Config,
      mediaType: "application/vnd.docker.container.image.v1+json",
    });
    const known = covered.get(config.digest);
    const digest =
      known?.layers === (entry.Layers ?? []).length ? known.digest : addManifest(content, { entry, config });
    if (tags.length === 0) return [{ repository: { registry: content.registry, name: "" }, digest }];
    return tags.map((tag) => ({ ...splitTag(content.registry, tag), digest }));
  });
}

function readList(list: Uint8Array, registry: string): z.infer<typeof LIST> {
  try {
    return LIST.parse(JSON.parse(Buffer.from(list).toString("utf8")));
  } catch {
    throw new UserError({
      code: "TARGET_INVALID",
      message: `${registry}: its manifest.json is not that of docker save`,
      hint: "save the image again, or use oci-archive",
    });
  }
}

function addManifest(
  content: DockerArchive,
  { entry, config }: { readonly entry: Entry; readonly config: unknown },
): Digest {
  const mediaType = "application/vnd.docker.image.rootfs.diff.tar";
  const layers = (entry.Layers ?? []).map((path) => describe(content, { path, mediaType }));
  const manifest = {
    schemaVersion: 2,
    mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    config,
    layers,
  };
  const body = Buffer.from(JSON.stringify(manifest));
  const digest = sha256(body);
  content.add(digest, body);
  return digest;
}

function describe(
  { index }: DockerArchive,
  { path, mediaType }: { readonly path: string; readonly mediaType: string },
) {
  const file = index.files.get(path.replace(/^\.?\/+/, ""));
  return { mediaType, digest: file?.digest ?? sha256(Buffer.from(`missing ${path}`)), size: file?.size ?? 0 };
}

/** `r.example:5000/app:1.2` -> name and tag. */
export function splitTag(registry: string, reference: string): Pick<ImageRef, "repository"> & { readonly tag: string } {
  const colon = reference.lastIndexOf(":");
  if (colon <= reference.lastIndexOf("/")) return { repository: { registry, name: "" }, tag: reference };
  return { repository: { registry, name: reference.slice(0, colon) }, tag: reference.slice(colon + 1) };
}

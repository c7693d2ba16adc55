import * as z from "zod";
import type { Digest } from "../../domain/digest.ts";
import type { Descriptor, ImageRef } from "../../domain/oci.ts";
import { PullError } from "../pull-error.ts";
import { sha256 } from "./blob-store.ts";
import { sameName, splitTag } from "./reference-name.ts";
import { entryName, type TarIndex } from "./tar-index.ts";

/** Layers of all images together; each becomes a descriptor of a manifest that is made here. */
const LAYERS_LIMIT = 100_000;
const IMAGES_LIMIT = 10_000;

/** manifest.json of docker save (moby image/tarexport): one entry an image, paths inside the archive. */
const LIST = z.array(
  z.object({
    Config: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    Layers: z.array(z.string()).nullish(),
  }),
);
export type DockerList = z.infer<typeof LIST>;

/** A layer as docker save writes it; what it is compressed with is told by its bytes. */
const LAYER = "application/vnd.docker.image.rootfs.diff.tar";

export interface DockerArchive {
  readonly index: TarIndex;
  readonly registry: string;
  /** Only the image of this name. */
  readonly ref: string | undefined;
  /** Makes bytes that are not in the archive readable by digest. */
  readonly add: (digest: Digest, body: Uint8Array) => void;
}

/** An OCI manifest of the same archive. */
export interface OciImage {
  readonly digest: Digest;
  readonly layers: ReadonlySet<Digest>;
}

/** By the digest of their config. */
export type CoveredImages = ReadonlyMap<Digest, readonly OciImage[]>;

/**
 * Images that manifest.json names. One whose layers an OCI manifest has too lends it its tags; any other gets a Docker schema 2
 * manifest made of what is there, so that the rest of the house sees one kind of image. A file that is missing keeps
 * its place with a digest that cannot be read, and is said when it is pulled.
 */
export function dockerImages(
  content: DockerArchive,
  { list, covered }: { readonly list: DockerList; readonly covered: CoveredImages },
): readonly ImageRef[] {
  const { ref } = content;
  return list.flatMap((entry) => {
    const tags = (entry.RepoTags ?? []).filter((tag) => ref === undefined || sameName(tag, ref));
    if (ref !== undefined && tags.length === 0) return [];
    const config = describe(content, {
      path: entry.Config,
      mediaType: "application/vnd.docker.container.image.v1+json",
    });
    const layers = (entry.Layers ?? []).map((path) => describe(content, { path, mediaType: LAYER }));
    const known = covered.get(config.digest)?.find((oci) => layers.every(({ digest }) => oci.layers.has(digest)));
    const digest = known?.digest ?? addManifest(content, { config, layers });
    if (tags.length === 0) return [{ repository: { registry: content.registry, name: "" }, digest }];
    return tags.map((tag) => ({ ...splitTag(content.registry, tag), digest }));
  });
}

/** Throws PullError when manifest.json is not that of docker save, or names more than one can. */
export function readDockerList(text: Uint8Array, registry: string): DockerList {
  const list = parseList(text, registry);
  const layers = list.reduce((sum, { Layers }) => sum + (Layers?.length ?? 0), 0);
  if (list.length > IMAGES_LIMIT || layers > LAYERS_LIMIT)
    throw new PullError(`${registry}: its manifest.json names ${list.length} images with ${layers} layers, too many`);
  return list;
}

/** The parser's message would quote the text. */
function parseList(text: Uint8Array, registry: string): DockerList {
  try {
    return LIST.parse(JSON.parse(Buffer.from(text).toString("utf8")));
  } catch {
    throw new PullError(`${registry}: its manifest.json is not that of docker save`);
  }
}

function addManifest(
  content: DockerArchive,
  { config, layers }: { readonly config: Descriptor; readonly layers: readonly Descriptor[] },
): Digest {
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
): Descriptor {
  const file = index.files.get(entryName(path));
  return { mediaType, digest: file?.digest ?? sha256(Buffer.from(`missing ${path}`)), size: file?.size ?? 0 };
}

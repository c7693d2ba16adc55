import { z } from "zod";
import type { Digest } from "../domain/digest.ts";
import type { ImageRef } from "../domain/oci.ts";
import { UserError } from "../domain/user-error.ts";
import type { ArchiveContent } from "./archive.ts";
import { sha256 } from "./blob-store.ts";

/** manifest.json of docker save (moby image/tarexport): one entry an image, paths inside the archive. */
const LIST = z.array(
  z.object({
    Config: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    Layers: z.array(z.string()).nullish(),
  }),
);
type Entry = z.infer<typeof LIST>[number];

/**
 * Images that manifest.json names and no OCI manifest covers: each gets a Docker schema 2 manifest made of what is
 * there, so that the rest of the house sees one kind of image. A file that is missing keeps its place with a digest
 * that cannot be read, and is said when it is pulled.
 */
export async function dockerImages(
  content: ArchiveContent,
  { list, known }: { readonly list: Uint8Array; readonly known: ReadonlySet<Digest> },
): Promise<readonly ImageRef[]> {
  return readList(list, content.registry).flatMap((entry) => {
    const config = describe(content, {
      path: entry.Config,
      mediaType: "application/vnd.docker.container.image.v1+json",
    });
    if (known.has(config.digest)) return [];
    const tags = (entry.RepoTags ?? []).filter((tag) => content.ref === undefined || tag === content.ref);
    if (content.ref !== undefined && tags.length === 0) return [];
    const digest = addManifest(content, { entry, config });
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
  content: ArchiveContent,
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
  { index }: ArchiveContent,
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

import type { Digest } from "../../../src/domain/digest.ts";
import type { BuiltBlob, BuiltImage, BuiltIndex } from "../image.ts";

/** What one repository serves: a blob pushed to another one is unknown here, as in a real registry. */
export interface Shelf {
  readonly tags: Map<string, Digest>;
  readonly manifests: Map<Digest, BuiltBlob>;
  readonly blobs: Map<Digest, Uint8Array>;
}

export interface Contents {
  readonly repositories: ReadonlyMap<string, Shelf>;
  push(repository: string, image: BuiltImage | BuiltIndex, options: PushOptions): void;
  untag(repository: string, tag: string): void;
  /** Deletes a manifest and the tags that point at it. */
  remove(repository: string, digest: Digest): void;
  /** Deletes a repository with all that is in it. */
  drop(repository: string): void;
}

/** Without tags the image can only be reached by digest. */
interface PushOptions {
  readonly tags?: readonly string[];
}

export const createContents = (): Contents => {
  const repositories = new Map<string, Shelf>();
  return {
    repositories,
    push: (repository, image, { tags = [] }) => {
      const shelf = repositories.get(repository) ?? { tags: new Map(), manifests: new Map(), blobs: new Map() };
      repositories.set(repository, shelf);
      for (const manifest of image.manifests.values()) shelf.manifests.set(manifest.digest, manifest);
      for (const [digest, bytes] of image.blobs) shelf.blobs.set(digest, bytes);
      for (const tag of tags) shelf.tags.set(tag, image.manifest.digest);
    },
    untag: (repository, tag) => {
      repositories.get(repository)?.tags.delete(tag);
    },
    drop: (repository) => void repositories.delete(repository),
    remove: (repository, digest) => {
      const shelf = repositories.get(repository);
      shelf?.manifests.delete(digest);
      for (const [tag, target] of shelf?.tags ?? []) if (target === digest) shelf?.tags.delete(tag);
    },
  };
};

/** Manifests of the shelf whose `subject` is the digest, as descriptors (distribution-spec, listing referrers). */
export const referrersOf = (shelf: Shelf, subject: string): readonly object[] =>
  [...shelf.manifests.values()].flatMap((manifest) => {
    const body: Referring = JSON.parse(Buffer.from(manifest.bytes).toString());
    if (body.subject?.digest !== subject) return [];
    const artifactType = body.artifactType ?? body.config?.mediaType;
    const { mediaType, digest, bytes } = manifest;
    return [{ mediaType, digest, size: bytes.length, artifactType, annotations: body.annotations }];
  });

interface Referring {
  readonly subject?: { readonly digest: string };
  readonly artifactType?: string;
  readonly config?: { readonly mediaType: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What the disk of a docker-registry really holds: its API tells of tags only, the facade of all revisions. */
export interface StoredRegistry {
  repositories(): readonly string[];
  /** Every revision in order of its digest, with the tags that point at it. Undefined: no such repository. */
  revisions(repository: string): readonly Revision[] | undefined;
  blob(digest: string): Uint8Array | undefined;
}

export interface Revision {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly body: Uint8Array;
  readonly mediaType: string;
  /** ms since the epoch. */
  readonly pushedAt: number;
}

export const storedRegistry = (store: string): StoredRegistry => {
  const root = join(store, "docker", "registry", "v2");
  const blobFile = (digest: string): string => {
    const [algorithm = "", hex = ""] = digest.split(":");
    return join(root, "blobs", algorithm, hex.slice(0, 2), hex, "data");
  };
  const manifestsOf = (repository: string): string => join(root, "repositories", repository, "_manifests");
  const read = (repository: string, digest: string): Revision => {
    const body = readFileSync(blobFile(digest));
    const { mediaType } = JSON.parse(body.toString("utf8")) as { readonly mediaType?: string };
    const link = join(manifestsOf(repository), "revisions", ...digest.split(":"), "link");
    return {
      digest,
      tags: tagsOf(manifestsOf(repository), digest),
      body,
      mediaType: mediaType ?? "application/vnd.oci.image.manifest.v1+json",
      pushedAt: Math.floor(statSync(link).mtimeMs / 1000) * 1000,
    };
  };
  return {
    repositories: () => repositoriesBelow(join(root, "repositories"), ""),
    revisions: (repository) => {
      const folder = join(manifestsOf(repository), "revisions", "sha256");
      if (!existsSync(folder)) return undefined;
      return readdirSync(folder)
        .sort()
        .map((hex) => read(repository, `sha256:${hex}`));
    },
    blob: (digest) => (existsSync(blobFile(digest)) ? readFileSync(blobFile(digest)) : undefined),
  };
};

const repositoriesBelow = (folder: string, name: string): readonly string[] => {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder).sort();
  return entries.flatMap((entry) => {
    if (entry === "_manifests") return [name];
    return entry.startsWith("_")
      ? []
      : repositoriesBelow(join(folder, entry), name === "" ? entry : `${name}/${entry}`);
  });
};

const tagsOf = (manifests: string, digest: string): readonly string[] => {
  const folder = join(manifests, "tags");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .filter((tag) => readFileSync(join(folder, tag, "current", "link"), "utf8") === digest);
};

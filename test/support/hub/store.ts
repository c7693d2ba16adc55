import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Revision, storedRegistry } from "../ecr-contents.ts";

/** What Docker Hub's own API tells of a tag (registries.md 1.4). */
interface HubTag {
  readonly name: string;
  readonly digest: string;
  readonly media_type: string;
  readonly full_size: number;
  readonly tag_last_pushed: string;
  readonly tag_last_pulled: string;
  readonly images: readonly HubImage[];
}

interface HubImage {
  readonly digest: string;
  readonly architecture: string;
  readonly os: string;
  readonly last_pushed: string;
  readonly last_pulled: string;
}

interface HubPush {
  readonly tag: string;
  readonly digest: string;
  readonly timestamp: string;
}

/** The listings of Docker Hub, from what a docker-registry has on its disk. Names are `acme/app`. */
export interface HubStore {
  repositories(namespace: string): readonly string[];
  tags(repository: string): readonly HubTag[];
  /** All revisions, those without a tag too. */
  manifests(repository: string): readonly { readonly digest: string; readonly pushed: string }[];
  /** Everything tags ever pointed at, deleted manifests too. */
  pushes(repository: string): readonly HubPush[];
}

interface Body {
  readonly layers?: readonly { readonly size: number }[];
  readonly manifests?: readonly {
    readonly digest: string;
    readonly platform?: { readonly architecture: string; readonly os: string };
  }[];
}

/** `folder` is the directory of the registry's filesystem driver. */
export const hubStore = (folder: string): HubStore => {
  const stored = storedRegistry(folder);
  const revisions = (repository: string): ReadonlyMap<string, Revision> =>
    new Map(stored.revisions(repository)?.map((one) => [one.digest, one]));
  return {
    repositories: (namespace) => stored.repositories().filter((name) => name.startsWith(`${namespace}/`)),
    tags: (repository) => {
      const all = revisions(repository);
      return [...all.values()].flatMap((revision) => revision.tags.map((name) => tagged(name, { revision, all })));
    },
    manifests: (repository) =>
      [...revisions(repository).values()].map(({ digest, pushedAt }) => ({ digest, pushed: iso(pushedAt) })),
    pushes: (repository) => pushesOf(join(folder, "docker/registry/v2/repositories", repository, "_manifests", "tags")),
  };
};

/** No registry of ours counts pulls. */
const LAST_PULLED = "2026-05-06T07:08:09Z";

const iso = (time: number): string => new Date(time).toISOString();

const bodyOf = (revision: Revision | undefined): Body =>
  revision === undefined ? {} : JSON.parse(Buffer.from(revision.body).toString());

const tagged = (
  name: string,
  { revision, all }: { readonly revision: Revision; readonly all: ReadonlyMap<string, Revision> },
): HubTag => {
  const { digest, mediaType, pushedAt } = revision;
  const children = bodyOf(revision).manifests ?? [{ digest, platform: { architecture: "amd64", os: "linux" } }];
  const layers = bodyOf(all.get(children[0]?.digest ?? "")).layers ?? [];
  return {
    name,
    digest,
    media_type: mediaType,
    full_size: layers.reduce((sum, { size }) => sum + size, 0),
    tag_last_pushed: iso(pushedAt),
    tag_last_pulled: LAST_PULLED,
    images: children.map((child) => ({
      digest: child.digest,
      architecture: child.platform?.architecture ?? "unknown",
      os: child.platform?.os ?? "unknown",
      last_pushed: iso(all.get(child.digest)?.pushedAt ?? pushedAt),
      last_pulled: LAST_PULLED,
    })),
  };
};

/** `tags/<tag>/index/sha256/<hex>/link` stays when a tag moves on. */
const pushesOf = (tags: string): readonly HubPush[] =>
  names(tags).flatMap((tag) =>
    names(join(tags, tag, "index", "sha256")).map((hex) => {
      const link = join(tags, tag, "index", "sha256", hex, "link");
      return { tag, digest: readFileSync(link, "utf8"), timestamp: statSync(link).mtime.toISOString() };
    }),
  );

const names = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);

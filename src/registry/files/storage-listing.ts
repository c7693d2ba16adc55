import { type Digest, isDigest } from "../../domain/digest.ts";
import { type Repository, repositoryName } from "../../domain/oci.ts";
import { PullError } from "../pull-error.ts";
import { isRepositoryName, isTag } from "../reference.ts";
import type { Gap, Listed } from "../source.ts";
import type { Disk } from "./disk.ts";
import { unnamedBlobs } from "./unnamed-blobs.ts";

/** A link file holds one digest; sha512 is the longest. */
const LINK_LIMIT = 256;

const REPOSITORIES = "repositories";
const manifestsOf = (name: string): string => `${REPOSITORIES}/${name}/_manifests`;

export const currentLink = (name: string, tag: string): string => `${manifestsOf(name)}/tags/${tag}/current/link`;

/** Undefined when there is none; throws PullError for one that holds no digest. */
export async function readLink(disk: Disk, path: string): Promise<Digest | undefined> {
  const bytes = await disk.small(path, LINK_LIMIT);
  if (bytes === undefined) return undefined;
  const text = Buffer.from(bytes).toString("latin1").trim();
  if (isDigest(text)) return text;
  throw new PullError(`reading ${path}: it is empty or damaged`);
}

/** Every revision of every repository, and all that tags ever pointed at. What cannot be read is a gap. */
export async function* storedImages(disk: Disk, registry: string, signal: AbortSignal): AsyncGenerator<Listed> {
  for await (const found of repositoriesBelow({ disk, registry, signal }, "")) {
    if (typeof found !== "string") yield found;
    else yield* repositoryImages({ disk, signal, repository: { registry, name: found } });
  }
}

interface Walk {
  readonly disk: Disk;
  readonly registry: string;
  readonly signal: AbortSignal;
}

type Failed = { readonly gap: Gap };

/** Names nest: a folder is a repository when it has `_manifests`, and may hold others besides. */
async function* repositoriesBelow(walk: Walk, name: string): AsyncGenerator<string | Failed> {
  const subject = repositoryName({ registry: walk.registry, name });
  const scope = "repository";
  for await (const entry of entriesOf(walk, {
    path: name === "" ? REPOSITORIES : `${REPOSITORIES}/${name}`,
    subject,
    scope,
  })) {
    if (typeof entry !== "string") yield entry;
    else if (entry === "_manifests" && name !== "")
      yield isRepositoryName(name) ? name : gap({ subject, scope }, "the path of its folder is no repository name");
    else if (!entry.startsWith("_")) yield* repositoriesBelow(walk, name === "" ? entry : `${name}/${entry}`);
  }
}

export interface RepositoryWalk {
  readonly disk: Disk;
  readonly signal: AbortSignal;
  readonly repository: Repository;
}

async function* repositoryImages(walk: RepositoryWalk): AsyncGenerator<Listed> {
  const { repository } = walk;
  const named = new Set<Digest>();
  let exhaustive = true;
  for await (const step of imageSteps(walk, named)) {
    if ("gap" in step) exhaustive = false;
    yield step;
  }
  yield* unnamedBlobs({ ...walk, manifests: named });
  yield { listed: { repository, method: "disk, all revisions", identity: "files", exhaustive } };
}

async function* imageSteps(walk: RepositoryWalk, named: Set<Digest>): AsyncGenerator<Listed> {
  const { repository } = walk;
  const folder = manifestsOf(repository.name);
  const subject = repositoryName(repository);
  for await (const tag of entriesOf(walk, { path: `${folder}/tags`, subject, scope: "repository" }))
    if (typeof tag === "string") yield* tagImages(walk, { tag, named });
    else yield tag;
  for await (const digest of linksIn(walk, { path: `${folder}/revisions`, subject }))
    if (typeof digest !== "string") yield digest;
    else if (!named.has(digest)) {
      named.add(digest);
      yield { image: { repository, digest } };
    }
}

async function* tagImages(
  walk: RepositoryWalk,
  { tag, named }: { readonly tag: string; readonly named: Set<Digest> },
): AsyncGenerator<Listed> {
  const { repository, disk } = walk;
  const subject = `${repositoryName(repository)}:${tag}`;
  const scope = "manifest";
  if (!isTag(tag)) return void (yield gap({ subject, scope }, "the name of its folder is no tag"));
  const path = currentLink(repository.name, tag);
  const current = await orGap({ subject, scope }, async () => readLink(disk, path));
  if (current === undefined) yield gap({ subject, scope }, `reading ${path}: it is not on the disk`);
  else if (typeof current !== "string") yield current;
  else {
    named.add(current);
    yield { image: { repository, tag, digest: current } };
  }
  const index = { path: `${manifestsOf(repository.name)}/tags/${tag}/index`, subject };
  for await (const digest of linksIn(walk, index)) {
    if (typeof digest !== "string") yield digest;
    else if (digest !== current) {
      named.add(digest);
      yield { image: { repository, tag, digest, past: true } };
    }
  }
}

/**
 * `<folder>/sha256/<hex>/link`. The name of the folder is the digest: with a damaged link it is told, and its bytes are
 * still looked for. A revision that was deleted has no link.
 */
export async function* linksIn(
  walk: RepositoryWalk,
  { path, subject }: { readonly path: string; readonly subject: string },
): AsyncGenerator<Digest | Failed> {
  const scope = "manifest";
  for await (const algorithm of entriesOf(walk, { path, subject, scope })) {
    if (typeof algorithm !== "string") yield algorithm;
    else
      for await (const hex of entriesOf(walk, { path: `${path}/${algorithm}`, subject, scope })) {
        if (typeof hex !== "string") yield hex;
        else
          yield* oneLink(walk.disk, {
            path: `${path}/${algorithm}/${hex}/link`,
            digest: `${algorithm}:${hex}`,
            subject,
          });
      }
  }
}

async function* oneLink(
  disk: Disk,
  { path, digest, subject }: { readonly path: string; readonly digest: string; readonly subject: string },
): AsyncGenerator<Digest | Failed> {
  const about = { subject, scope: "manifest" } as const;
  if (!isDigest(digest)) return void (yield gap(about, `reading ${path}: its folder is no digest`));
  const link = await orGap(about, async () => readLink(disk, path));
  if (link === undefined) return;
  if (typeof link !== "string") yield link;
  else if (link !== digest) yield gap(about, `reading ${path}: it holds another digest than its folder`);
  yield digest;
}

interface About {
  readonly subject: string;
  readonly scope: Gap["scope"];
}

/** Names of the folders in one. */
async function* entriesOf(
  { disk, signal }: Pick<Walk, "disk" | "signal">,
  { path, ...about }: About & { readonly path: string },
): AsyncGenerator<string | Failed> {
  signal.throwIfAborted();
  const entries = await orGap(about, async () => disk.entries(path));
  if ("gap" in entries) return void (yield entries);
  for (const { name, link } of entries) {
    signal.throwIfAborted();
    yield link ? gap(about, `reading ${path}/${name}: a symbolic link is not followed`) : name;
  }
}

async function orGap<T>(about: About, read: () => Promise<T>): Promise<T | Failed> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PullError)) throw error;
    return gap(about, error.message);
  }
}

const gap = ({ scope, subject }: About, reason: string): Failed => ({
  gap: { scope, subject, status: "unreachable", reason },
});

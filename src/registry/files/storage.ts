import { createReadStream, type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Digest, isDigest } from "../../domain/digest.ts";
import { type Repository, repositoryName } from "../../domain/oci.ts";
import { UserError } from "../../domain/user-error.ts";
import { checkedManifest } from "../checked-manifest.ts";
import { MANIFEST_LIMIT } from "../manifest.ts";
import { PullError } from "../pull-error.ts";
import type { Gap, ImageSource, Listed } from "../source.ts";
import { verified } from "../verified.ts";

/** A link file holds one digest; sha512 is the longest. */
const LINK_LIMIT = 256;
/** Where the filesystem driver keeps everything (distribution, registry/storage/paths.go). */
const ROOT = "docker/registry/v2";

/**
 * `registry-storage:DIR`: the disk of a distribution registry. It knows more than its API tells: every revision that
 * was not garbage collected, tagged or not, and all that a tag ever pointed at. Throws UserError when DIR is none.
 */
export async function openStorage({ path }: { readonly path: string }): Promise<ImageSource> {
  const root = [join(path, ROOT), path].find((folder) => isFolder(join(folder, "repositories")));
  const registry = `registry-storage:${path}`;
  if (root === undefined)
    throw new UserError({
      code: "TARGET_INVALID",
      message: `${registry}: there is no storage of a registry`,
      hint: `name the rootdirectory of its configuration, which holds ${ROOT}`,
    });
  const repositories = join(root, "repositories");
  const manifests = (name: string): string => join(repositories, name, "_manifests");
  return {
    registry,
    images: async function* () {
      for (const name of repositoriesBelow(repositories))
        yield* imagesOf({ registry, name }, join(repositories, name, "_manifests"));
    },
    digestOf: async (ref) =>
      ref.digest ?? readLink(join(manifests(ref.repository.name), "tags", ref.tag ?? "", "current", "link")),
    manifest: async (ref) => {
      const { digest } = ref;
      if (digest === undefined)
        throw new PullError(`reading ${repositoryName(ref.repository)}: the tag points nowhere`);
      return checkedManifest(ref, { body: readSmallBlob(root, digest), mediaType: "" });
    },
    referrers: async () => [],
    blob: (holder, blob) =>
      verified(openData(root, blob.digest), blob, `reading ${blob.digest} of ${repositoryName(holder)}`),
    close: async () => undefined,
  };
}

/** Names nest: a folder is a repository when it has `_manifests`, and may hold others besides. */
function* repositoriesBelow(folder: string, name = ""): Generator<string> {
  for (const entry of foldersIn(folder)) {
    if (entry.name === "_manifests" && name !== "") yield name;
    if (!entry.name.startsWith("_"))
      yield* repositoriesBelow(join(folder, entry.name), name === "" ? entry.name : `${name}/${entry.name}`);
  }
}

function* imagesOf(repository: Repository, folder: string): Generator<Listed> {
  const named = new Set<Digest>();
  for (const { name: tag } of foldersIn(join(folder, "tags"))) {
    const current = readLink(join(folder, "tags", tag, "current", "link"));
    if (current === undefined) yield broken(`${repositoryName(repository)}:${tag}`);
    else {
      named.add(current);
      yield { image: { repository, tag, digest: current } };
    }
    for (const digest of digestsIn(join(folder, "tags", tag, "index"))) {
      if (digest === current) continue;
      named.add(digest);
      yield { image: { repository, tag, digest, past: true } };
    }
  }
  for (const digest of digestsIn(join(folder, "revisions")))
    if (!named.has(digest)) yield { image: { repository, digest } };
  yield { listed: { repository, method: "disk, all revisions", identity: "files", exhaustive: true } };
}

const broken = (subject: string): { readonly gap: Gap } => ({
  gap: { scope: "manifest", subject, status: "unreachable", reason: "its link on disk is empty or damaged" },
});

/** `<folder>/sha256/<hex>/link`. The name of the folder is the digest; a revision that was deleted has no link. */
function* digestsIn(folder: string): Generator<Digest> {
  for (const { name: algorithm } of foldersIn(folder))
    for (const { name: hex } of foldersIn(join(folder, algorithm))) {
      const digest = `${algorithm}:${hex}`;
      if (isDigest(digest) && sizeOf(join(folder, algorithm, hex, "link")) !== undefined) yield digest;
    }
}

function readLink(path: string): Digest | undefined {
  const size = sizeOf(path);
  if (size === undefined || size > LINK_LIMIT) return undefined;
  const text = readFileSync(path, "utf8").trim();
  return isDigest(text) ? text : undefined;
}

/** `blobs/sha256/ab/abcd.../data`. */
const dataPath = (root: string, digest: Digest): string => {
  const [algorithm = "", hex = ""] = digest.split(":");
  return join(root, "blobs", algorithm, hex.slice(0, 2), hex, "data");
};

function openData(root: string, digest: Digest): AsyncIterable<Uint8Array> {
  const path = dataPath(root, digest);
  if (sizeOf(path) === undefined) throw new PullError(`reading ${digest}: it is not on the disk`, { absent: true });
  return createReadStream(path, { highWaterMark: 256 * 1024 });
}

function readSmallBlob(root: string, digest: Digest): Uint8Array {
  const size = sizeOf(dataPath(root, digest));
  if (size === undefined) throw new PullError(`reading ${digest}: it is not on the disk`, { absent: true });
  if (size > MANIFEST_LIMIT) throw new PullError(`reading ${digest}: manifest is larger than ${MANIFEST_LIMIT} bytes`);
  return readFileSync(dataPath(root, digest));
}

/** By name; links to elsewhere are not followed. */
function foldersIn(folder: string): readonly Dirent[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Bytes of a file, undefined when it is not there. */
function sizeOf(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : undefined;
}

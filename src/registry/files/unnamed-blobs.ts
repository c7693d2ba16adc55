import type { Digest } from "../../domain/digest.ts";
import { repositoryName } from "../../domain/oci.ts";
import { plural } from "../../report/phrases.ts";
import { MANIFEST_LIMIT, parseManifest } from "../manifest.ts";
import { PullError } from "../pull-error.ts";
import type { Gap } from "../source.ts";
import { dataPath } from "./data-path.ts";
import { linksIn, type RepositoryWalk } from "./storage-listing.ts";

/** As many are named; the others are counted. */
const SHOWN = 3;

/**
 * A repository serves a blob by its digest while it has a link to it, also when the manifest that named it was deleted
 * or never came. No image leads there: it is said what is left, and how to read it.
 */
export async function* unnamedBlobs(
  walk: RepositoryWalk & { readonly manifests: ReadonlySet<Digest> },
): AsyncGenerator<{ readonly gap: Gap }> {
  const subject = repositoryName(walk.repository);
  const links = linksIn(walk, { path: `repositories/${walk.repository.name}/_layers`, subject });
  let named: ReadonlySet<Digest> | undefined;
  const left: string[] = [];
  let count = 0;
  for await (const digest of links) {
    if (typeof digest !== "string") {
      yield digest;
      continue;
    }
    named ??= await namedBy(walk);
    if (named.has(digest) || !(await isThere(walk, digest))) continue;
    count++;
    if (left.length < SHOWN) left.push(dataPath(digest));
  }
  if (count === 0) return;
  const [them, are] = count === 1 ? ["it", "is"] : ["them", "are"];
  const reason = `${plural(count, "blob")} that no manifest names ${are} still served by digest and ${are} not read: exhume scan reads ${them}: ${left.join(", ")}${count > SHOWN ? " ..." : ""}`;
  yield { gap: { scope: "repository", subject, status: "skipped", reason } };
}

/** A manifest that cannot be read is a gap already, and what it names is told as left. */
async function namedBy({
  disk,
  manifests,
}: RepositoryWalk & { readonly manifests: ReadonlySet<Digest> }): Promise<ReadonlySet<Digest>> {
  const named = new Set<Digest>(manifests);
  for (const digest of manifests)
    try {
      const body = await disk.small(dataPath(digest), MANIFEST_LIMIT);
      const { config, layers } = body === undefined ? { layers: [] } : parseManifest(body, { what: digest });
      for (const blob of config === undefined ? layers : [config, ...layers]) named.add(blob.digest);
    } catch (error) {
      if (!(error instanceof PullError)) throw error;
    }
  return named;
}

/** A link stays when the garbage collection took the bytes. */
async function isThere({ disk }: RepositoryWalk, digest: Digest): Promise<boolean> {
  try {
    return (await disk.size(dataPath(digest))) !== undefined;
  } catch (error) {
    if (error instanceof PullError) return true;
    throw error;
  }
}

import { type Digest, isDigest } from "../../domain/digest.ts";
import { repositoryName } from "../../domain/oci.ts";
import { PullError } from "../pull-error.ts";
import type { Listed } from "../source.ts";
import { items } from "./hub-answer.ts";
import { type HubRepository, PAGE, PAGE_COUNT, pathOf, REFUSED, unlistable } from "./hub-repository.ts";
import { dates } from "./hub-tags.ts";

/**
 * Manifests without a tag, from the inventory of Docker Hub's image management. It is not documented, so it is tried,
 * and what it refuses is said (registries.md 1.4). True when it was read to its end.
 */
export async function* untaggedImages(
  { namespace, repository }: HubRepository,
  seen: Set<Digest>,
  signal: AbortSignal,
): AsyncGenerator<Listed, boolean> {
  const { kind } = await namespace.hub.login(signal);
  if (kind === "anonymous" || kind === "refused") {
    yield unlistable(repository, untagged("without a login to the namespace"));
    return false;
  }
  let from = "";
  try {
    for (let page = 1; page <= PAGE_COUNT; page++) {
      const path = `${pathOf(repository)}/manifests?page_size=${PAGE}${from}`;
      const what = `listing manifests of ${repositoryName(repository)}`;
      const answer = await namespace.hub.get({ path, what }, signal);
      for (const { manifest_digest: digest, last_pushed: pushed, last_pulled: pulled } of items(answer.manifests)) {
        if (!isDigest(digest) || seen.has(digest)) continue;
        seen.add(digest);
        // Platforms of an index are in the inventory too, by themselves.
        yield { image: { repository, digest, children: [], ...dates(pushed, pulled) } };
      }
      const key = answer.last_evaluated_key;
      if (key === undefined || key === null || key === "") return true;
      const next = `&last_evaluated_key=${encodeURIComponent(typeof key === "string" ? key : JSON.stringify(key))}`;
      if (next === from) break;
      from = next;
    }
    yield unlistable(repository, untagged("Docker Hub's inventory has no end"));
  } catch (error) {
    if (!(error instanceof PullError) || !REFUSED.has(error.status ?? 0)) throw error;
    yield unlistable(repository, untagged(`Docker Hub refuses its inventory (${error.status})`));
  }
  return false;
}

const untagged = (why: string): string =>
  `untagged manifests cannot be listed: ${why}; --digests-file takes those that are known`;

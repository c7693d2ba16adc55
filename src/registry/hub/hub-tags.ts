import { type Digest, isDigest } from "../../domain/digest.ts";
import { type ListedManifest, type Repository, repositoryName } from "../../domain/oci.ts";
import { PullError } from "../pull-error.ts";
import type { Listed } from "../source.ts";
import { dateOf, type Fields, items } from "./hub-answer.ts";
import { type HubRepository, PAGE, PAGE_COUNT, pathOf } from "./hub-repository.ts";

/**
 * Tags with the digests of every platform, which are added to `seen`. Where Hub's API refuses, the registry's own list
 * goes on. Returns how the tags were listed.
 */
export async function* taggedImages(
  { namespace, repository, api }: HubRepository,
  seen: Set<Digest>,
  signal: AbortSignal,
): AsyncGenerator<Listed, string> {
  const tags = new Set<string>();
  const what = `listing tags of ${repositoryName(repository)}`;
  try {
    for (let page = 1; page <= PAGE_COUNT; page++) {
      const path = `${pathOf(repository)}/tags?page=${page}&page_size=${PAGE}`;
      const { results, next } = await namespace.hub.get({ path, what }, signal);
      const before = tags.size;
      for (const result of items(results)) yield* imagesOf(result, { repository, seen, tags });
      if (typeof next !== "string" || tags.size === before) break;
    }
    return "Hub tags";
  } catch (error) {
    // Beyond a thousand entries an anonymous caller is refused since 2026-08-11 (registries.md 1.4).
    if (!(error instanceof PullError) || error.status !== 403) throw error;
    for await (const tag of api.tags(repository.name, signal)) if (!tags.has(tag)) yield { image: { repository, tag } };
    return "Hub tags, registry tags";
  }
}

function* imagesOf(
  result: Fields,
  context: { readonly repository: Repository; readonly seen: Set<Digest>; readonly tags: Set<string> },
): Generator<Listed> {
  const { name: tag, digest, full_size: size } = result;
  if (typeof tag !== "string" || context.tags.has(tag)) return;
  context.tags.add(tag);
  const children = childrenOf(result);
  for (const one of [digest, ...children.map((child) => child.digest)]) if (isDigest(one)) context.seen.add(one);
  yield {
    image: {
      repository: context.repository,
      tag,
      children,
      ...dates(result.tag_last_pushed, result.tag_last_pulled),
      ...(isDigest(digest) && { digest }),
      ...(typeof size === "number" && size > 0 && { size }),
    },
  };
}

/** A tag of one platform lists itself as its only image. */
const childrenOf = (result: Fields): readonly ListedManifest[] =>
  items(result.images).flatMap(({ digest, last_pushed: pushed, last_pulled: pulled }) =>
    isDigest(digest) && digest !== result.digest ? [{ digest, ...dates(pushed, pulled) }] : [],
  );

export function dates(pushed: unknown, pulled: unknown): Pick<ListedManifest, "pushedAt" | "pulledAt"> {
  const [pushedAt, pulledAt] = [dateOf(pushed), dateOf(pulled)];
  return { ...(pushedAt !== undefined && { pushedAt }), ...(pulledAt !== undefined && { pulledAt }) };
}

import { type Digest, isDigest } from "../../domain/digest.ts";
import { type Repository, repositoryName } from "../../domain/oci.ts";
import type { RegistryApi } from "../provider.ts";
import { PullError } from "../pull-error.ts";
import type { Gap, Listed } from "../source.ts";
import { type Fields, type HubApi, items } from "./hub-api.ts";

/** The API's own maximum. */
export const PAGE = 100;
/** A server that never says it is done is left after this many pages: a million entries. */
export const PAGE_COUNT = 10_000;
/** Answers that refuse the inventory, which is not documented and may go at any time. */
const REFUSED = new Set([400, 401, 403, 404, 405, 410]);

export interface HubRepository {
  readonly hub: HubApi;
  readonly repository: Repository;
  /** The distribution API, which lists tags where Hub's own refuses to. */
  readonly api: RegistryApi;
}

/** Tags with the digests of every platform, then what the inventory knows besides: manifests without a tag. */
export async function* hubImages(input: HubRepository, signal: AbortSignal): AsyncGenerator<Listed> {
  const seen = new Set<Digest>();
  const method = yield* tagged(input, seen, signal);
  const whole = yield* untagged(input, seen, signal);
  const identity = await input.api.identity(input.repository.name, signal);
  const listing = { repository: input.repository, identity, exhaustive: false, ...(await pulls(input, signal)) };
  yield { listed: { ...listing, method: whole ? `${method}, Hub inventory` : method } };
}

async function* tagged(
  { hub, repository, api }: HubRepository,
  seen: Set<Digest>,
  signal: AbortSignal,
): AsyncGenerator<Listed, string> {
  const tags = new Set<string>();
  try {
    for (let page = 1; page <= PAGE_COUNT; page++) {
      const { results, next } = await hub.get(
        { path: `${pathOf(repository)}/tags?page=${page}&page_size=${PAGE}`, what: listing(repository) },
        signal,
      );
      for (const result of items(results)) yield* imagesOf(result, { repository, seen, tags });
      if (typeof next !== "string") break;
    }
    return "Hub tags";
  } catch (error) {
    // Beyond a thousand entries an anonymous caller is refused since 2026-08-11.
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
  const children = items(result.images).flatMap(({ digest: child }) =>
    isDigest(child) && child !== digest ? [child] : [],
  );
  for (const one of [digest, ...children]) if (isDigest(one)) context.seen.add(one);
  const image = { repository: context.repository, tag, ...dates(result), ...(children.length > 0 && { children }) };
  yield {
    image: { ...image, ...(isDigest(digest) && { digest }), ...(typeof size === "number" && size > 0 && { size }) },
  };
}

const dates = (result: Fields): { readonly pushedAt?: string; readonly pulledAt?: string } => {
  const { tag_last_pushed: pushedAt, tag_last_pulled: pulledAt } = result;
  return { ...(isDate(pushedAt) && { pushedAt }), ...(isDate(pulledAt) && { pulledAt }) };
};

const isDate = (value: unknown): value is string => typeof value === "string" && !Number.isNaN(Date.parse(value));

/** True when the inventory was read to its end. */
async function* untagged(
  { hub, repository }: HubRepository,
  seen: Set<Digest>,
  signal: AbortSignal,
): AsyncGenerator<Listed, boolean> {
  if ((await hub.login(signal)) === "anonymous") {
    yield unlistable(repository, "without a login to the namespace");
    return false;
  }
  let from = "";
  try {
    for (let page = 1; page <= PAGE_COUNT; page++) {
      const path = `${pathOf(repository)}/manifests?page_size=${PAGE}${from}`;
      const answer = await hub.get({ path, what: `listing manifests of ${repositoryName(repository)}` }, signal);
      for (const { manifest_digest: digest } of items(answer.manifests))
        if (isDigest(digest) && !seen.has(digest)) yield { image: { repository, digest } };
      const key = answer.last_evaluated_key;
      if (key === undefined || key === null || key === "") return true;
      from = `&last_evaluated_key=${encodeURIComponent(typeof key === "string" ? key : JSON.stringify(key))}`;
    }
    return true;
  } catch (error) {
    if (!(error instanceof PullError) || !REFUSED.has(error.status ?? 0)) throw error;
    yield unlistable(repository, `Docker Hub refuses its inventory (${error.status})`);
    return false;
  }
}

async function pulls(
  { hub, repository }: HubRepository,
  signal: AbortSignal,
): Promise<{ readonly pullCount?: number }> {
  try {
    const { pull_count: pullCount } = await hub.get({ path: pathOf(repository), what: listing(repository) }, signal);
    return typeof pullCount === "number" ? { pullCount } : {};
  } catch (error) {
    if (error instanceof PullError) return {};
    throw error;
  }
}

const pathOf = ({ name }: Repository): string => {
  const [namespace = "", ...rest] = name.split("/");
  return `/v2/namespaces/${namespace}/repositories/${rest.join("/")}`;
};

const listing = (repository: Repository): string => `listing tags of ${repositoryName(repository)}`;

const unlistable = (repository: Repository, why: string): { readonly gap: Gap } => ({
  gap: {
    scope: "repository",
    subject: repositoryName(repository),
    status: "unlistable",
    reason: `untagged manifests cannot be listed: ${why}; --digests-file takes those that are known`,
  },
});

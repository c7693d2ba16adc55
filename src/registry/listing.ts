import { isDigest } from "../domain/digest.ts";
import { type Repository, repositoryName } from "../domain/oci.ts";
import type { NamedRepository, RegistryApi, RegistryProvider } from "./provider.ts";
import { isTime, PullError } from "./pull-error.ts";
import { repositoryMatcher } from "./reference.ts";
import type { Gap, Listed, Listing } from "./source.ts";
import type { Target } from "./target.ts";

export type RegistryTarget = Extract<Target, { readonly registry: string }>;

export interface ListingInput {
  readonly registry: string;
  readonly provider: Pick<RegistryProvider, "repositories" | "images" | "notice">;
  readonly api: RegistryApi;
  /** Names of the catalog of the distribution API. */
  readonly catalog: (signal: AbortSignal) => AsyncIterable<string>;
  readonly targets: readonly RegistryTarget[];
}

type List = () => AsyncGenerator<Listed>;

interface Listings extends ListingInput {
  /** Repositories that were looked at. */
  readonly done: Set<string>;
  /** Takes what failed and may be had in a while; undefined: this is how it ends. */
  readonly later?: ((list: List) => void) | undefined;
}

/**
 * Every image the targets name. What cannot be listed becomes a gap, and the listing goes on. What a registry could not
 * list for a while is asked for once more at the end.
 */
export async function* listTargets(given: ListingInput, signal: AbortSignal): AsyncGenerator<Listed> {
  const again: List[] = [];
  const input: Listings = { ...given, done: new Set(), later: (list) => void again.push(list) };
  if (input.provider.notice !== undefined) yield { notice: input.provider.notice };
  for (const target of input.targets)
    if (target.kind === "image") yield { image: imageOf(target) };
    else if (target.kind === "repository")
      yield* once(input.done, target.name, () => listRepository(input, target.name, signal));
    else yield* listRegistry(input, target, signal);
  for (const list of again) yield* list();
}

async function* listRegistry(
  input: Listings,
  target: Extract<RegistryTarget, { readonly kind: "registry" }>,
  signal: AbortSignal,
): AsyncGenerator<Listed> {
  const matches = repositoryMatcher(target.pattern);
  const subject = target.pattern === undefined ? input.registry : `${input.registry}/${target.pattern}`;
  let matched = 0;
  let explained = false;
  try {
    for await (const named of repositories(input, target.pattern, signal)) {
      explained ||= "gap" in named && named.gap.status !== "unlistable";
      if (!("name" in named)) yield named;
      else if (matches(named.name)) {
        matched++;
        yield* once(input.done, named.name, () => listRepository(input, named.name, signal));
      }
    }
    if (matched === 0 && !explained)
      yield { gap: { scope: "registry", subject, ...(await nothingListed(input, target.pattern, signal)) } };
  } catch (error) {
    if (isPassing(error) && input.later !== undefined)
      // Repositories that fail in the second listing have their own second try before them.
      return input.later(() => listRegistry({ ...input, later: undefined }, target, signal));
    yield {
      gap: { scope: "registry", subject, ...failure(error, signal), reason: `${reasonOf(error)}${catalogHint(error)}` },
    };
  }
}

async function* repositories(
  input: ListingInput,
  pattern: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<NamedRepository> {
  if (input.provider.repositories !== undefined)
    yield* input.provider.repositories({ registry: input.registry, pattern }, signal);
  else for await (const name of input.catalog(signal)) yield { name };
}

/**
 * A pattern that matches nothing is most likely a slip, and to a stranger a registry may show nothing of what it has; one
 * that is empty is not a loss.
 */
async function nothingListed(
  { registry, api }: ListingInput,
  pattern: string | undefined,
  signal: AbortSignal,
): Promise<Pick<Gap, "status" | "reason">> {
  if (pattern !== undefined) return { status: "skipped", reason: "no repository of that name is listed to this login" };
  if ((await api.identity("", signal)).startsWith("anonymous"))
    return {
      status: "skipped",
      reason: `the registry lists no repository to anonymous; a login may see more (docker login ${registry})`,
    };
  return { status: "unlistable", reason: "the registry lists no repository to this login" };
}

const isPassing = (error: unknown): boolean => error instanceof PullError && isTime(error, Date.now());

/** Of a host that did not answer it would lead astray. */
const catalogHint = (error: unknown): string =>
  error instanceof PullError && error.status !== undefined && error.status < 500 && error.status !== 429
    ? "; where a registry lists no repositories, name them: HOST/REPOSITORY"
    : "";

async function* once(done: Set<string>, name: string, list: () => AsyncIterable<Listed>): AsyncGenerator<Listed> {
  if (done.has(name)) return;
  done.add(name);
  yield* list();
}

async function* listRepository(input: Listings, name: string, signal: AbortSignal): AsyncGenerator<Listed> {
  const repository = { registry: input.registry, name };
  try {
    yield* input.provider.images?.(repository, input.api, signal) ??
      imagesByTag({ repository, api: input.api }, signal);
  } catch (error) {
    if (isPassing(error) && input.later !== undefined)
      return input.later(() => listRepository({ ...input, later: undefined }, name, signal));
    yield { gap: { scope: "repository", subject: repositoryName(repository), ...failure(error, signal) } };
  }
}

/** What every registry has: the tags of a repository. Manifests without one are said to be out of reach. */
export async function* imagesByTag(
  {
    repository,
    api,
    why = NO_CALL,
    ...told
  }: { readonly repository: Repository; readonly api: RegistryApi; readonly why?: string } & Pick<
    Listing,
    "visibility"
  >,
  signal: AbortSignal,
): AsyncGenerator<Listed> {
  let untagged = false;
  for await (const name of api.tags(repository.name, signal)) {
    untagged ||= isDigest(name);
    yield { image: { repository, ...(isDigest(name) ? { digest: name } : { tag: name }) } };
  }
  const reason = `untagged manifests cannot be listed: ${why}`;
  if (!untagged)
    yield { gap: { scope: "repository", subject: repositoryName(repository), status: "unlistable", reason } };
  const identity = await api.identity(repository.name, signal);
  const method = untagged ? "tags and manifests" : "tags";
  yield { listed: { repository, method, identity, exhaustive: false, ...told } };
}

/** distribution-spec#222: no call lists manifests without a tag. */
const NO_CALL = "the OCI distribution API has no call for it";

function failure(error: unknown, signal: AbortSignal): Pick<Gap, "status" | "reason"> {
  if (signal.aborted || !(error instanceof PullError)) throw error;
  return { status: "unreachable", reason: error.message };
}

const reasonOf = (error: unknown): string => (error instanceof PullError ? error.message : "");

const imageOf = (target: Extract<RegistryTarget, { readonly kind: "image" }>) => ({
  repository: { registry: target.registry, name: target.name },
  ...(target.tag === undefined ? {} : { tag: target.tag }),
  ...(target.digest === undefined ? {} : { digest: target.digest }),
});

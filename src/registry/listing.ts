import { type Repository, repositoryName } from "../domain/oci.ts";
import type { NamedRepository, RegistryApi, RegistryProvider } from "./provider.ts";
import { PullError } from "./pull-error.ts";
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

/** Every image the targets name. What cannot be listed becomes a gap, and the listing goes on. */
export async function* listTargets(input: ListingInput, signal: AbortSignal): AsyncGenerator<Listed> {
  const done = new Set<string>();
  if (input.provider.notice !== undefined) yield { notice: input.provider.notice };
  for (const target of input.targets)
    if (target.kind === "image") yield { image: imageOf(target) };
    else if (target.kind === "repository")
      yield* once(done, target.name, () => listRepository(input, target.name, signal));
    else yield* listRegistry({ ...input, done }, target, signal);
}

async function* listRegistry(
  input: ListingInput & { readonly done: Set<string> },
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
    if (matched === 0 && !explained) yield { gap: { scope: "registry", subject, ...nothingListed(target.pattern) } };
  } catch (error) {
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

/** A pattern that matches nothing is most likely a slip; an empty registry is not. */
const nothingListed = (pattern: string | undefined): Pick<Gap, "status" | "reason"> =>
  pattern === undefined
    ? { status: "unlistable", reason: "the registry lists no repository to this login" }
    : { status: "skipped", reason: "no repository of that name is listed to this login" };

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

async function* listRepository(input: ListingInput, name: string, signal: AbortSignal): AsyncGenerator<Listed> {
  const repository = { registry: input.registry, name };
  try {
    yield* input.provider.images?.(repository, input.api, signal) ??
      imagesByTag({ repository, api: input.api }, signal);
  } catch (error) {
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
  for await (const tag of api.tags(repository.name, signal)) yield { image: { repository, tag } };
  const reason = `untagged manifests cannot be listed: ${why}`;
  yield { gap: { scope: "repository", subject: repositoryName(repository), status: "unlistable", reason } };
  const identity = await api.identity(repository.name, signal);
  yield { listed: { repository, method: "tags", identity, exhaustive: false, ...told } };
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

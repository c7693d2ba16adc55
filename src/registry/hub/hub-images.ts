import type { Digest } from "../../domain/digest.ts";
import { repositoryName } from "../../domain/oci.ts";
import { PullError } from "../pull-error.ts";
import type { Listed } from "../source.ts";
import { untaggedImages } from "./hub-inventory.ts";
import { pushedImages } from "./hub-pushes.ts";
import { factsOf, type HubFacts, type HubRepository, pathOf, refusal } from "./hub-repository.ts";
import { taggedImages } from "./hub-tags.ts";

/** Tags with every platform, then what the inventory and the audit log know besides: manifests that lost their tag. */
export async function* hubImages(input: HubRepository, signal: AbortSignal): AsyncGenerator<Listed> {
  const { namespace, repository, api } = input;
  const seen = new Set<Digest>();
  const subject = repositoryName(repository);
  if (!namespace.known.refusalSaid) yield* refusal(namespace, { scope: "repository", subject }, signal);
  const methods = [yield* taggedImages(input, seen, signal)];
  if (yield* untaggedImages(input, seen, signal)) methods.push("Hub inventory");
  if (yield* pushedImages(input, seen, signal)) methods.push("Hub audit log");
  const identity = await api.identity(repository.name, signal);
  const facts = namespace.facts.get(repository.name) ?? (await lookUp(input, signal));
  yield {
    listed: {
      repository,
      method: methods.join(", "),
      identity,
      exhaustive: false,
      ...facts,
    },
  };
}

/** Nice to know: a failure of it is none of the audit. */
async function lookUp({ namespace, repository }: HubRepository, signal: AbortSignal): Promise<HubFacts> {
  try {
    const what = `looking up ${repositoryName(repository)}`;
    return factsOf(await namespace.hub.get({ path: pathOf(repository), what }, signal));
  } catch (error) {
    if (error instanceof PullError) return {};
    throw error;
  }
}

import type { Repository } from "../../domain/oci.ts";
import { imagesByTag } from "../listing.ts";
import type { NamedRepository, RegistryApi } from "../provider.ts";
import { PullError } from "../pull-error.ts";
import type { Listed } from "../source.ts";
import { awsCode } from "./aws-call.ts";
import { type AwsSettings, identityFrom } from "./clients.ts";
import { describedImages, PAGE } from "./ecr-images.ts";
import { repositoryNames } from "./ecr-repositories.ts";
import { ecrPublicClient } from "./public-client.ts";
import type { PublicOwner, PublicOwners } from "./public-owners.ts";

export interface PublicListing {
  readonly settings: AwsSettings;
  readonly owners: PublicOwners;
}

/** `public.ecr.aws/ALIAS/app` is `app` of the registry ALIAS. */
export const aliasOf = (name: string): string => name.split("/", 1)[0] ?? "";

/** Repositories of an alias, to its own account; there is no call for those of others, nor one for all of them. */
export async function* publicRepositories(
  {
    settings,
    owners,
    registry,
    alias,
  }: PublicListing & { readonly registry: string; readonly alias: string | undefined },
  signal: AbortSignal,
): AsyncGenerator<NamedRepository> {
  if (alias === undefined)
    return void (yield notListed(registry, `ECR Public lists no aliases: name one, ${registry}/ALIAS, or ecr-public`));
  const owner = await owners.of(alias, signal);
  if ("why" in owner)
    return void (yield notListed(
      `${registry}/${alias}/*`,
      `its repositories cannot be listed: ${owner.why}; name them, ${registry}/${alias}/REPOSITORY`,
    ));
  const client = await ecrPublicClient(settings, owner.profile);
  const what = `listing repositories of ${registry}/${alias}`;
  for await (const name of repositoryNames({ client, what, registryId: undefined }, signal))
    yield { name: `${alias}/${name}` };
}

const notListed = (subject: string, reason: string): NamedRepository => ({
  gap: { scope: "registry", subject, status: "skipped", reason },
});

/** Every manifest of a repository of one's own; of others those that have a tag. */
export async function* publicImages(
  input: PublicListing & { readonly repository: Repository; readonly api: RegistryApi },
  signal: AbortSignal,
): AsyncGenerator<Listed> {
  const { owners, repository, api } = input;
  const owner = await owners.of(aliasOf(repository.name), signal);
  if ("why" in owner)
    return void (yield* imagesByTag({ repository, api, why: owner.why, visibility: "public" }, signal));
  try {
    yield* ownImages({ ...input, owner }, signal);
  } catch (error) {
    if (!(error instanceof PullError) || awsCode(error) !== "AccessDeniedException") throw error;
    yield* imagesByTag({ repository, api, why: "DescribeImages: AccessDeniedException", visibility: "public" }, signal);
  }
}

async function* ownImages(
  { settings, repository, owner }: PublicListing & { readonly repository: Repository; readonly owner: PublicOwner },
  signal: AbortSignal,
): AsyncGenerator<Listed> {
  const client = await ecrPublicClient(settings, owner.profile);
  const repositoryOnly = repository.name.slice(aliasOf(repository.name).length + 1);
  const query = { repositoryName: repositoryOnly, maxResults: PAGE };
  yield* describedImages({ client, repository, query }, signal);
  const identity = identityFrom(owner.profile);
  yield { listed: { repository, method: "DescribeImages", identity, exhaustive: true, visibility: "public" } };
}

import type { ECRClient } from "@aws-sdk/client-ecr";
import type { NamedRepository } from "../provider.ts";
import { PullError } from "../pull-error.ts";
import type { Gap } from "../source.ts";
import { awsCall, awsCode } from "./aws-call.ts";
import { PAGE } from "./ecr-images.ts";
import { ecrHost, parseEcrHost } from "./host.ts";

interface EcrRegistry {
  readonly registry: string;
  /** Whether this audit looks at another registry itself. */
  readonly isAudited: (registry: string) => boolean;
}

/**
 * Repositories of a private registry, after where else its images are. A repository's URI is its host and name, so no
 * other field of the answer is kept.
 */
export async function* ecrRepositories(
  client: ECRClient,
  { registry, isAudited }: EcrRegistry,
  signal: AbortSignal,
): AsyncGenerator<NamedRepository> {
  for (const gap of await replicas(client, { registry, isAudited }, signal)) yield { gap };
  const what = `listing repositories of ${registry}`;
  const registryId = parseEcrHost(registry)?.account;
  for await (const name of repositoryNames({ client, what, registryId }, signal)) yield { name };
}

export async function* repositoryNames(
  {
    client,
    what,
    registryId,
  }: { readonly client: ECRClient; readonly what: string; readonly registryId: string | undefined },
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { DescribeRepositoriesCommand } = await import("@aws-sdk/client-ecr");
  let nextToken: string | undefined;
  do {
    const command = new DescribeRepositoriesCommand({ registryId, maxResults: PAGE, nextToken });
    const page = await awsCall(client, { what, ask: async (to, options) => to.send(command, options) }, signal);
    for (const { repositoryName } of page.repositories ?? []) if (repositoryName !== undefined) yield repositoryName;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

async function replicas(
  client: ECRClient,
  { registry, isAudited }: EcrRegistry,
  signal: AbortSignal,
): Promise<readonly Gap[]> {
  const { DescribeRegistryCommand } = await import("@aws-sdk/client-ecr");
  const command = new DescribeRegistryCommand({});
  const what = `asking where ${registry} replicates to`;
  try {
    const answer = await awsCall(client, { what, ask: async (to, options) => to.send(command, options) }, signal);
    if (answer.registryId !== parseEcrHost(registry)?.account)
      return [unlistable(registry, "where it replicates to is told to its own account only")];
    const destinations = answer.replicationConfiguration?.rules?.flatMap((rule) => rule.destinations ?? []) ?? [];
    const hosts = destinations.map(({ registryId, region }) =>
      ecrHost({ account: registryId ?? "", region: region ?? "" }),
    );
    return [...new Set(hosts)]
      .filter((host) => !isAudited(host))
      .map((host) => unlistable(registry, `it replicates to ${host}: audit that as well`));
  } catch (error) {
    if (!(error instanceof PullError)) throw error;
    return [unlistable(registry, `where it replicates to is not known: DescribeRegistry: ${awsCode(error)}`)];
  }
}

const unlistable = (subject: string, reason: string): Gap => ({
  scope: "registry",
  subject,
  status: "unlistable",
  reason,
});

import type { ECRClient, ImageDetail } from "@aws-sdk/client-ecr";
import type { RegistryCredential } from "../login/credentials.ts";
import type { RegistryProvider } from "../provider.ts";
import { PullError } from "../pull-error.ts";
import type { Listed } from "../source.ts";

/**
 * Private ECR hosts of all partitions, anchored at both ends: AWS credentials are asked for this account and region
 * and for no look-alike (amazon-ecr-credential-helper, ecr-login/api/client.go; CVE-2024-35192).
 */
const HOST =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|on\.aws|on\.amazonwebservices\.(?:com\.cn|eu))$/;
/** The API's own maximum (ECR API reference, DescribeImages). */
const PAGE = 1000;
/** The control plane throttles without published rates: the SDK's default of 3 tries is not enough. */
const TRIES = 8;
/** Tokens live 12 hours; renewed an hour early (ms). */
const RENEW_EARLY_MS = 60 * 60 * 1000;

/** Amazon ECR: logins and listings through the API, tagged, untagged and archived images; blobs through the registry. */
export function ecrProvider(): RegistryProvider {
  const clients = new Map<string, Promise<ECRClient>>();
  const logins = new Map<string, { readonly credential: RegistryCredential; readonly renewAt: number }>();
  const client = async (registry: string): Promise<ECRClient> => {
    const region = HOST.exec(registry)?.[2] ?? "";
    const made = clients.get(region) ?? createClient(region);
    clients.set(region, made);
    return made;
  };
  return {
    id: "ecr",
    matches: (registry) => HOST.test(registry),
    credential: async (registry, _name, signal) => {
      const kept = logins.get(registry);
      if (kept !== undefined && kept.renewAt > Date.now()) return kept.credential;
      const login = await requestLogin(await client(registry), registry, signal);
      logins.set(registry, login);
      return login.credential;
    },
    repositories: async function* (registry, signal) {
      yield* repositories(await client(registry), registry, signal);
    },
    images: async function* (repository, signal) {
      yield* images(await client(repository.registry), repository, signal);
    },
  };
}

/** Imported when an ECR host is named: the SDK takes longer to load than a small audit takes to run. */
async function createClient(region: string): Promise<ECRClient> {
  const { ECRClient } = await import("@aws-sdk/client-ecr");
  return new ECRClient({ region, maxAttempts: TRIES, retryMode: "adaptive" });
}

async function requestLogin(ecr: ECRClient, registry: string, signal: AbortSignal) {
  const { GetAuthorizationTokenCommand } = await import("@aws-sdk/client-ecr");
  const answer = await asked(
    `login at ${registry}`,
    async () => ecr.send(new GetAuthorizationTokenCommand({}), { abortSignal: signal }),
    signal,
  );
  const data = answer.authorizationData?.[0];
  const [username = "", password = ""] = Buffer.from(data?.authorizationToken ?? "", "base64")
    .toString("utf8")
    .split(":", 2);
  const credential: RegistryCredential = { kind: "basic", username, password, from: "AWS" };
  return { credential, renewAt: (data?.expiresAt?.getTime() ?? Date.now()) - RENEW_EARLY_MS };
}

async function* repositories(ecr: ECRClient, registry: string, signal: AbortSignal): AsyncGenerator<string> {
  const { DescribeRepositoriesCommand } = await import("@aws-sdk/client-ecr");
  const registryId = HOST.exec(registry)?.[1];
  let nextToken: string | undefined;
  do {
    const command = new DescribeRepositoriesCommand({ registryId, maxResults: PAGE, nextToken });
    const page = await asked(
      `listing repositories of ${registry}`,
      async () => ecr.send(command, { abortSignal: signal }),
      signal,
    );
    for (const repository of page.repositories ?? [])
      if (repository.repositoryName !== undefined) yield repository.repositoryName;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

type EcrRepository = { readonly registry: string; readonly name: string };

/** One row a digest: tagged, untagged, children of indexes, referrers. The default filter would leave out archived ones. */
async function* images(ecr: ECRClient, repository: EcrRepository, signal: AbortSignal): AsyncGenerator<Listed> {
  const { DescribeImagesCommand } = await import("@aws-sdk/client-ecr");
  const what = `listing images of ${repository.registry}/${repository.name}`;
  const query = { registryId: HOST.exec(repository.registry)?.[1], repositoryName: repository.name, maxResults: PAGE };
  let nextToken: string | undefined;
  do {
    const command = new DescribeImagesCommand({
      ...query,
      filter: { tagStatus: "ANY", imageStatus: "ANY" },
      nextToken,
    });
    const page = await asked(what, async () => ecr.send(command, { abortSignal: signal }), signal);
    for (const detail of page.imageDetails ?? []) yield* listedImages(detail, repository);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

function listedImages(detail: ImageDetail, repository: EcrRepository): readonly Listed[] {
  const digest = detail.imageDigest;
  if (digest === undefined) return [];
  const subject = `${repository.registry}/${repository.name}@${digest}`;
  if (detail.imageStatus === "ARCHIVED")
    return [
      {
        gap: {
          scope: "manifest",
          subject,
          status: "skipped",
          reason: "archived: its layers cannot be pulled, and restoring is a write",
        },
      },
    ];
  const image = {
    repository,
    digest,
    ...(detail.imagePushedAt === undefined ? {} : { pushedAt: detail.imagePushedAt.toISOString() }),
  };
  const tags = detail.imageTags ?? [];
  return tags.length === 0 ? [{ image }] : tags.map((tag) => ({ image: { ...image, tag } }));
}

/** The SDK's errors name the operation's failure; their messages may quote ARNs, never credentials. */
async function asked<T>(what: string, ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (signal.aborted) throw error;
    throw new PullError(`${what}: ${error instanceof Error ? error.name : "unknown error"}`, { cause: error });
  }
}

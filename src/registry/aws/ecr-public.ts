import type { ECRClient } from "@aws-sdk/client-ecr";
import { type CredentialPlaces, findCredential, type RegistryCredential } from "../login/credentials.ts";
import type { RegistryProvider } from "../provider.ts";
import { PullError } from "../pull-error.ts";
import { type AwsOptions, awsCall } from "./aws-call.ts";
import { type AwsSettings, identityFrom } from "./clients.ts";
import { type AwsLogin, createLogins, readLogin } from "./ecr-access.ts";
import { isPublicEcr } from "./host.ts";
import { ecrPublicClient } from "./public-client.ts";
import { aliasOf, publicImages, publicRepositories } from "./public-listing.ts";
import { createPublicOwners } from "./public-owners.ts";

interface PublicSettings extends AwsSettings {
  readonly places: CredentialPlaces;
}

/** Service quotas of Amazon ECR Public (registries.md 1.3). */
const NOTICE = "ECR Public gives 1 image a second and 500 GB a month without a login, and 10 images a second with one";

/**
 * ECR Public: what belongs to the caller's own account is listed by its API, untagged images included; everybody
 * else's by tags. AWS is asked only where a login of it was set or is plainly there, and pulls for others are made with
 * the login of docker or with none.
 */
export function ecrPublicProvider(settings: PublicSettings): RegistryProvider {
  const owners = createPublicOwners(settings);
  const ownLogin = createOwnLogin(settings);
  return {
    id: "ecr-public",
    matches: isPublicEcr,
    notice: NOTICE,
    // aws/containers-roadmap#2835.
    staleStatus: 400,
    credential: async (registry, name, signal) => {
      const owner = owners.known(aliasOf(name));
      const found = await findCredential(settings.places, registry, name);
      return owner === undefined || found.kind !== "anonymous" ? found : ownLogin.credential(owner.profile, signal);
    },
    refused: (_registry, authorization) => ownLogin.refused(authorization),
    lanes: (name) => ({
      manifests: owners.known(aliasOf(name)) === undefined ? "ecr-public" : "ecr-public-login",
      blobs: "ecr-public-blobs",
    }),
    listsReferrers: ({ name }) => owners.known(aliasOf(name)) !== undefined,
    repositories: ({ registry, pattern }, signal) => {
      const alias = /^([^*/]+)\//.exec(pattern ?? "")?.[1];
      return publicRepositories({ settings, owners, registry, alias }, signal);
    },
    images: (repository, api, signal) => publicImages({ settings, owners, repository, api }, signal),
  };
}

/** What is public can be pulled without a login: one that AWS refuses (sts:GetServiceBearerToken) costs only speed. */
function createOwnLogin(settings: AwsSettings) {
  const logins = createLogins();
  const keys = new Set<string>();
  const without = new Set<string>();
  return {
    credential: async (profile: string | undefined, signal: AbortSignal): Promise<RegistryCredential> => {
      const from = identityFrom(profile);
      if (without.has(from)) return { kind: "anonymous" };
      keys.add(from);
      try {
        const login = await logins.of(from, async (own) => requestPublicLogin(settings, profile, own), signal);
        return { kind: "basic", username: login.username, password: login.password, from };
      } catch (error) {
        if (!(error instanceof PullError)) throw error;
        without.add(from);
        return { kind: "anonymous" };
      }
    },
    refused: (authorization: string): void => {
      for (const key of keys) logins.refused(key, authorization);
    },
  };
}

/** The public service answers one object where the private one answers a list, with its date as it came (seconds). */
async function requestPublicLogin(
  settings: AwsSettings,
  profile: string | undefined,
  signal: AbortSignal,
): Promise<AwsLogin> {
  const { GetAuthorizationTokenCommand } = await import("@aws-sdk/client-ecr");
  const client = await ecrPublicClient(settings, profile);
  const command = new GetAuthorizationTokenCommand({});
  const what = "login at public.ecr.aws";
  const call = { what, ask: async (to: ECRClient, options: AwsOptions) => to.send(command, options) };
  const { authorizationData } = await awsCall(client, call, signal);
  const { authorizationToken, expiresAt }: { authorizationToken?: unknown; expiresAt?: unknown } =
    Object(authorizationData);
  if (typeof authorizationToken !== "string") throw new PullError(`${what}: no login was given`);
  return readLogin(authorizationToken, typeof expiresAt === "number" ? expiresAt * 1000 : undefined);
}

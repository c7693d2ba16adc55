import { imagesByTag } from "../listing.ts";
import { type CredentialPlaces, findCredential } from "../login/credentials.ts";
import type { RegistryProvider } from "../provider.ts";
import { isWithoutLogin } from "./aws-call.ts";
import { type AwsSettings, awsState } from "./clients.ts";
import { createEcrAccess } from "./ecr-access.ts";
import { ecrImages } from "./ecr-images.ts";
import { BATCH, downloadUrl, pullManifests } from "./ecr-pull.ts";
import { ecrRepositories } from "./ecr-repositories.ts";
import { parseEcrHost } from "./host.ts";

interface EcrSettings extends AwsSettings {
  readonly places: CredentialPlaces;
}

/** Lifecycle rules by `sinceImagePulled` stop firing on what an audit pulls (registries.md G7). */
const NOTICE =
  "auditing ECR moves lastRecordedPullTime of what is pulled; exclude the role: aws ecr register-pull-time-update-exclusion --principal-arn ROLE";

/**
 * Amazon ECR: logins, listings (tagged, untagged and archived images) and manifests through its API. Blobs come
 * through the registry API first: one code path with resume and redirects, one login for 12 hours, and the same quota
 * is spent either way. Where there is no login of AWS, one of docker still pulls what has a tag.
 */
export function ecrProvider(settings: EcrSettings): RegistryProvider {
  const access = createEcrAccess(settings);
  const byTags = new Set<string>();
  const dockerLogin = async (registry: string, name: string) => {
    const found = await findCredential(settings.places, registry, name);
    return found.kind === "anonymous" ? undefined : found;
  };
  return {
    id: "ecr",
    matches: (registry) => parseEcrHost(registry) !== undefined,
    credential: async (registry, name, signal) => {
      try {
        return await access.credential(registry, signal);
      } catch (error) {
        const docker = isWithoutLogin(error) ? await dockerLogin(registry, name) : undefined;
        if (docker === undefined) throw error;
        return docker;
      }
    },
    refused: access.refused,
    loginAtOnce: true,
    notice: NOTICE,
    listsReferrers: ({ registry }) => !byTags.has(registry),
    lanes: () => ({ manifests: "ecr-manifests", blobs: "ecr-blobs" }),
    repositories: async function* ({ registry }, signal) {
      const isAudited = (host: string): boolean => awsState(settings).owners.has(host);
      yield* ecrRepositories(await access.client(registry, signal), { registry, isAudited }, signal);
    },
    images: async function* (repository, api, signal) {
      const { registry, name } = repository;
      try {
        const method = yield* ecrImages(await access.client(registry, signal), repository, signal);
        const identity = await access.identity(registry, signal);
        yield { listed: { repository, method, identity, exhaustive: true, visibility: "private" } };
      } catch (error) {
        if (!isWithoutLogin(error) || (await dockerLogin(registry, name)) === undefined) throw error;
        byTags.add(registry);
        yield* imagesByTag(
          { repository, api, why: "that takes a login of AWS, not of docker", visibility: "private" },
          signal,
        );
      }
    },
    bulk: {
      size: BATCH,
      elsewhere: isWithoutLogin,
      pull: async (repository, digests, signal) =>
        pullManifests(await access.client(repository.registry, signal), { repository, digests }, signal),
    },
    blobUrl: async (repository, digest, signal) =>
      downloadUrl(await access.client(repository.registry, signal), { repository, digest }, signal),
  };
}

import type { RegistryProvider } from "../provider.ts";
import type { AwsSettings } from "./clients.ts";
import { createEcrAccess } from "./ecr-access.ts";
import { ecrImages } from "./ecr-images.ts";
import { BATCH, downloadUrl, pullManifests } from "./ecr-pull.ts";
import { ecrRepositories } from "./ecr-repositories.ts";
import { parseEcrHost } from "./host.ts";

/** Lifecycle rules by `sinceImagePulled` stop firing on what an audit pulls (registries.md G7). */
const NOTICE =
  "auditing ECR moves lastRecordedPullTime of what is pulled; exclude the role: aws ecr register-pull-time-update-exclusion --principal-arn ROLE";

/**
 * Amazon ECR: logins, listings (tagged, untagged and archived images) and manifests through its API. Blobs come
 * through the registry API first: one code path with resume and redirects, one login for 12 hours, and the same quota
 * is spent either way.
 */
export function ecrProvider(settings: AwsSettings): RegistryProvider {
  const access = createEcrAccess(settings);
  return {
    id: "ecr",
    matches: (registry) => parseEcrHost(registry) !== undefined,
    credential: async (registry, _name, signal) => access.credential(registry, signal),
    refused: access.refused,
    notice: NOTICE,
    listsReferrers: () => true,
    lanes: () => ({ manifests: "ecr-manifests", blobs: "ecr-blobs" }),
    repositories: async function* ({ registry }, signal) {
      yield* ecrRepositories(await access.client(registry, signal), registry, signal);
    },
    images: async function* (repository, _api, signal) {
      const method = yield* ecrImages(await access.client(repository.registry, signal), repository, signal);
      const identity = await access.identity(repository.registry, signal);
      yield { listed: { repository, method, identity, exhaustive: true } };
    },
    bulk: {
      size: BATCH,
      pull: async (repository, digests, signal) =>
        pullManifests(await access.client(repository.registry, signal), { repository, digests }, signal),
    },
    blobUrl: async (repository, digest, signal) =>
      downloadUrl(await access.client(repository.registry, signal), { repository, digest }, signal),
  };
}

import type { BatchGetImageResponse, ECRClient } from "@aws-sdk/client-ecr";
import type { Digest } from "../../domain/digest.ts";
import { type Repository, repositoryName } from "../../domain/oci.ts";
import { MANIFEST_TYPES } from "../manifest.ts";
import type { BulkPull, PulledManifest } from "../provider.ts";
import { PullError } from "../pull-error.ts";
import { awsCall, awsCode } from "./aws-call.ts";
import { parseEcrHost } from "./host.ts";

/** Most image ids of one call (ECR API reference, BatchGetImage: 1 to 100 items). */
export const BATCH = 100;

/** Refusals of a whole call on account of one image of it, of a pull-through cache or under a key of its own. */
const OF_ONE = new Set(["UnableToGetUpstreamImageException", "KmsException"]);

interface Wanted {
  readonly repository: Repository;
  readonly digests: readonly Digest[];
}

/** Many manifests by digest in one call. Where one image spoils the call, the halves are asked for again. */
export async function pullManifests(
  client: ECRClient,
  wanted: Wanted,
  signal: AbortSignal,
): ReturnType<BulkPull["pull"]> {
  const { repository, digests } = wanted;
  try {
    return byDigest(await batchGetImage(client, wanted, signal), wanted);
  } catch (error) {
    if (!(error instanceof PullError)) throw error;
    if (digests.length === 1 || !OF_ONE.has(awsCode(error))) return new Map(digests.map((digest) => [digest, error]));
    const half = Math.ceil(digests.length / 2);
    return new Map<Digest, PulledManifest | PullError>([
      ...(await pullManifests(client, { repository, digests: digests.slice(0, half) }, signal)),
      ...(await pullManifests(client, { repository, digests: digests.slice(half) }, signal)),
    ]);
  }
}

async function batchGetImage(
  client: ECRClient,
  { repository, digests }: Wanted,
  signal: AbortSignal,
): Promise<BatchGetImageResponse> {
  const { BatchGetImageCommand } = await import("@aws-sdk/client-ecr");
  const command = new BatchGetImageCommand({
    registryId: parseEcrHost(repository.registry)?.account,
    repositoryName: repository.name,
    imageIds: digests.map((imageDigest) => ({ imageDigest })),
    acceptedMediaTypes: [...MANIFEST_TYPES],
  });
  const what = `pulling manifests of ${repositoryName(repository)}`;
  return awsCall(client, { what, ask: async (to, options) => to.send(command, options) }, signal);
}

function byDigest(
  answer: BatchGetImageResponse,
  { repository, digests }: Wanted,
): ReadonlyMap<Digest, PulledManifest | PullError> {
  const images = new Map(answer.images?.map((image) => [image.imageId?.imageDigest, image]));
  const failures = new Map(answer.failures?.map((failure) => [failure.imageId?.imageDigest, failure.failureCode]));
  return new Map(
    digests.map((digest): [Digest, PulledManifest | PullError] => {
      const { imageManifest, imageManifestMediaType } = images.get(digest) ?? {};
      if (imageManifest !== undefined)
        return [digest, { body: Buffer.from(imageManifest, "utf8"), mediaType: imageManifestMediaType ?? "" }];
      const code = failures.get(digest) ?? "no answer";
      const message = `pulling ${digest} of ${repositoryName(repository)}: ${code}`;
      return [digest, new PullError(message, { absent: code === "ImageNotFound" })];
    }),
  );
}

/** A presigned address of a layer or config. */
export async function downloadUrl(
  client: ECRClient,
  { repository, digest }: { readonly repository: Repository; readonly digest: Digest },
  signal: AbortSignal,
): Promise<string> {
  const { GetDownloadUrlForLayerCommand } = await import("@aws-sdk/client-ecr");
  const command = new GetDownloadUrlForLayerCommand({
    registryId: parseEcrHost(repository.registry)?.account,
    repositoryName: repository.name,
    layerDigest: digest,
  });
  const what = `pulling ${digest} of ${repositoryName(repository)}`;
  const answer = await awsCall(client, { what, ask: async (to, options) => to.send(command, options) }, signal);
  if (answer.downloadUrl === undefined) throw new PullError(`${what}: no address given`);
  return answer.downloadUrl;
}

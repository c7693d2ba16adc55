import type { BatchGetImageResponse, ECRClient } from "@aws-sdk/client-ecr";
import type { Digest } from "../../domain/digest.ts";
import { type Repository, repositoryName } from "../../domain/oci.ts";
import { MANIFEST_TYPES } from "../manifest.ts";
import type { BulkPull, PulledManifest } from "../provider.ts";
import { PullError } from "../pull-error.ts";
import { awsCall } from "./aws-call.ts";
import { parseEcrHost } from "./host.ts";

/** Most image ids of one BatchGetImage, as its clients use it; not confirmed against the vendor reference. */
export const BATCH = 100;

/** `MANIFEST_TYPES` and the two of schema 1, which ECR still stores. */
const ACCEPTED = [
  ...MANIFEST_TYPES,
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
  "application/vnd.docker.distribution.manifest.v1+json",
];

/** Many manifests by digest in one call. */
export async function pullManifests(
  client: ECRClient,
  wanted: { readonly repository: Repository; readonly digests: readonly Digest[] },
  signal: AbortSignal,
): ReturnType<BulkPull["pull"]> {
  const { BatchGetImageCommand } = await import("@aws-sdk/client-ecr");
  const { repository, digests } = wanted;
  const command = new BatchGetImageCommand({
    registryId: parseEcrHost(repository.registry)?.account,
    repositoryName: repository.name,
    imageIds: digests.map((imageDigest) => ({ imageDigest })),
    acceptedMediaTypes: ACCEPTED,
  });
  const what = `pulling manifests of ${repositoryName(repository)}`;
  try {
    const answer = await awsCall(what, async () => client.send(command, { abortSignal: signal }), signal);
    return byDigest(answer, wanted);
  } catch (error) {
    if (!(error instanceof PullError)) throw error;
    return new Map(digests.map((digest) => [digest, error]));
  }
}

function byDigest(
  answer: BatchGetImageResponse,
  { repository, digests }: { readonly repository: Repository; readonly digests: readonly Digest[] },
): ReadonlyMap<Digest, PulledManifest | PullError> {
  const images = new Map(answer.images?.map((image) => [image.imageId?.imageDigest, image]));
  const failures = new Map(answer.failures?.map((failure) => [failure.imageId?.imageDigest, failure.failureCode]));
  return new Map(
    digests.map((digest) => {
      const { imageManifest, imageManifestMediaType } = images.get(digest) ?? {};
      const code = failures.get(digest) ?? "no answer";
      return [
        digest,
        imageManifest === undefined
          ? new PullError(`pulling ${digest} of ${repositoryName(repository)}: ${code}`, {
              absent: code === "ImageNotFound",
            })
          : { body: Buffer.from(imageManifest, "utf8"), mediaType: imageManifestMediaType ?? "" },
      ];
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
  const answer = await awsCall(what, async () => client.send(command, { abortSignal: signal }), signal);
  if (answer.downloadUrl === undefined) throw new PullError(`${what}: no address given`);
  return answer.downloadUrl;
}

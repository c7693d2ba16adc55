import type { DescribeImagesRequest, ECRClient, ImageDetail } from "@aws-sdk/client-ecr";
import { type Digest, isDigest } from "../../domain/digest.ts";
import { type ImageRef, type Repository, repositoryName } from "../../domain/oci.ts";
import { PullError } from "../pull-error.ts";
import type { Listed } from "../source.ts";
import { awsCall, awsCode } from "./aws-call.ts";
import { parseEcrHost } from "./host.ts";

/** The APIs' own maximum (ECR and ECR Public API reference, Describe and List calls). */
export const PAGE = 1000;

export type ListingMethod = "DescribeImages" | "ListImages";

/** Every manifest of a repository; yields its images and returns the call that listed them. */
export async function* ecrImages(
  client: ECRClient,
  repository: Repository,
  signal: AbortSignal,
): AsyncGenerator<Listed, ListingMethod> {
  try {
    // The default filter would leave out archived images.
    const filter = { tagStatus: "ANY", imageStatus: "ANY" } as const;
    yield* describedImages({ client, repository, query: { ...query(repository), filter } }, signal);
    return "DescribeImages";
  } catch (error) {
    if (!(error instanceof PullError) || awsCode(error) !== "AccessDeniedException") throw error;
    yield* identified(client, repository, signal);
    return "ListImages";
  }
}

/** One row a digest: tagged, untagged, children of indexes, referrers. */
export async function* describedImages(
  {
    client,
    repository,
    query: asked,
  }: { readonly client: ECRClient; readonly repository: Repository; readonly query: DescribeImagesRequest },
  signal: AbortSignal,
): AsyncGenerator<Listed> {
  const { DescribeImagesCommand } = await import("@aws-sdk/client-ecr");
  let nextToken: string | undefined;
  do {
    const command = new DescribeImagesCommand({ ...asked, nextToken });
    const page = await awsCall(
      client,
      { what: what(repository), ask: async (to, options) => to.send(command, options) },
      signal,
    );
    for (const detail of page.imageDetails ?? []) yield* imagesOf(detail, repository);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/** One row a digest and tag. Its rows do not tell which are archived, so those are asked for first. */
async function* identified(client: ECRClient, repository: Repository, signal: AbortSignal): AsyncGenerator<Listed> {
  const archived = new Map<Digest, readonly string[]>();
  for await (const { imageDigest, imageTag } of identifiers({ client, repository, imageStatus: "ARCHIVED" }, signal))
    if (isDigest(imageDigest))
      archived.set(imageDigest, [...(archived.get(imageDigest) ?? []), ...(imageTag === undefined ? [] : [imageTag])]);
  for (const [digest, tags] of archived) yield archivedGap({ repository, digest }, tags);
  for await (const { imageDigest, imageTag } of identifiers({ client, repository, imageStatus: "ANY" }, signal))
    if (isDigest(imageDigest) && !archived.has(imageDigest))
      yield { image: { repository, digest: imageDigest, ...(imageTag === undefined ? {} : { tag: imageTag }) } };
}

async function* identifiers(
  input: {
    readonly client: ECRClient;
    readonly repository: Repository;
    readonly imageStatus: "ANY" | "ARCHIVED";
  },
  signal: AbortSignal,
): AsyncGenerator<{ readonly imageDigest?: string | undefined; readonly imageTag?: string | undefined }> {
  const { ListImagesCommand } = await import("@aws-sdk/client-ecr");
  const { client, repository, imageStatus } = input;
  let nextToken: string | undefined;
  do {
    const command = new ListImagesCommand({
      ...query(repository),
      filter: { tagStatus: "ANY", imageStatus },
      nextToken,
    });
    const page = await awsCall(
      client,
      { what: what(repository), ask: async (to, options) => to.send(command, options) },
      signal,
    );
    yield* page.imageIds ?? [];
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

const what = (repository: Repository): string => `listing images of ${repositoryName(repository)}`;

const query = ({ registry, name }: Repository) => ({
  registryId: parseEcrHost(registry)?.account,
  repositoryName: name,
  maxResults: PAGE,
});

function imagesOf(detail: ImageDetail, repository: Repository): readonly Listed[] {
  const digest = detail.imageDigest;
  if (!isDigest(digest)) return [];
  const { imagePushedAt, lastRecordedPullTime, imageSizeInBytes, imageTags: tags = [] } = detail;
  const image = {
    repository,
    digest,
    ...(imagePushedAt === undefined ? {} : { pushedAt: imagePushedAt.toISOString() }),
    ...(lastRecordedPullTime === undefined ? {} : { pulledAt: lastRecordedPullTime.toISOString() }),
    ...(imageSizeInBytes === undefined ? {} : { size: imageSizeInBytes }),
  };
  if (detail.imageStatus === "ARCHIVED") return [archivedGap(image, tags)];
  return withTags(image, tags).map((one) => ({ image: one }));
}

type Stored = ImageRef & { readonly digest: Digest };

const withTags = (image: Stored, tags: readonly string[]): readonly Stored[] =>
  tags.length === 0 ? [image] : tags.map((tag) => ({ ...image, tag }));

const archivedGap = (image: Stored, tags: readonly string[]): Listed => ({
  gap: {
    scope: "manifest",
    subject: `${repositoryName(image.repository)}@${image.digest}`,
    status: "skipped",
    reason: "archived: its layers cannot be pulled, and restoring is a write",
  },
  present: withTags(image, tags),
});

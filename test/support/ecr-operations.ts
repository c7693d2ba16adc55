import type { Revision, StoredRegistry } from "./ecr-contents.ts";
import { AwsRefusal, type AwsRequest, pageOf } from "./ecr-json.ts";
import { presign } from "./ecr-registry.ts";

const SERVICE = "AmazonEC2ContainerRegistry_V20150921";
/** ECR API reference, BatchGetImage. */
const BATCH_LIMIT = 100;
const LOGIN_LIFE_S = 12 * 60 * 60;

export interface Operations {
  readonly stored: StoredRegistry;
  /** `repository@digest`. */
  readonly archived: ReadonlySet<string>;
  /** Digests of a pull-through cache whose upstream does not answer. */
  readonly spoiled: ReadonlySet<string>;
  readonly accountOf: (call: AwsRequest) => string;
  readonly password: () => string;
  readonly bucket: string;
  readonly regions?: readonly string[];
  readonly replicatesTo?: readonly { readonly region: string; readonly registryId: string }[];
  readonly pageSize?: number;
}

/** The calls of ECR's API that read (registries.md 1.1). */
export const createOperations = (input: Operations): ((call: AwsRequest) => unknown) => {
  const { stored, accountOf, password, pageSize = 1000, regions = ["eu-west-1"], replicatesTo = [] } = input;
  const operations: Readonly<Record<string, (call: AwsRequest) => unknown>> = {
    DescribeRegistry: (call) => ({
      registryId: accountOf(call),
      replicationConfiguration: { rules: replicatesTo.length === 0 ? [] : [{ destinations: replicatesTo }] },
    }),
    DescribeRepositories: (call) => {
      const { items, ...more } = pageOf(stored.repositories(), call.body, pageSize);
      return { repositories: items.map((repositoryName) => ({ repositoryName })), ...more };
    },
    DescribeImages: ({ body }) => {
      const { items, ...more } = pageOf(filtered(input, body), body, pageSize);
      return { imageDetails: items.map((image) => detail(input, String(body.repositoryName), image)), ...more };
    },
    ListImages: ({ body }) => {
      const rows = filtered(input, body).flatMap(({ digest: imageDigest, tags }) =>
        tags.length === 0 ? [{ imageDigest }] : tags.map((imageTag) => ({ imageDigest, imageTag })),
      );
      const { items: imageIds, ...more } = pageOf(rows, body, pageSize);
      return { imageIds, ...more };
    },
    BatchGetImage: ({ body }) => batchGetImage(input, body),
    GetDownloadUrlForLayer: ({ body: { layerDigest } }) => {
      if (stored.blob(String(layerDigest)) === undefined) throw new AwsRefusal("LayersNotFoundException");
      return { layerDigest, downloadUrl: presign(input.bucket, String(layerDigest)) };
    },
    GetAuthorizationToken: (call) => ({
      authorizationData: [
        {
          authorizationToken: Buffer.from(`AWS:${password()}`).toString("base64"),
          expiresAt: Math.floor(Date.now() / 1000) + LOGIN_LIFE_S,
          proxyEndpoint: `https://${accountOf(call)}.dkr.ecr.${call.region}.amazonaws.com`,
        },
      ],
    }),
  };
  return (call) => {
    if (call.service !== SERVICE || call.signedFor !== "ecr") throw new AwsRefusal("InvalidSignatureException");
    if (!regions.includes(call.region)) throw new AwsRefusal("UnrecognizedClientException");
    if ((call.body.registryId ?? accountOf(call)) !== accountOf(call)) throw new AwsRefusal("AccessDeniedException");
    const operation = operations[call.operation];
    if (operation === undefined) throw new AwsRefusal("UnknownOperationException");
    return operation(call);
  };
};

const revisionsOf = (stored: StoredRegistry, body: AwsRequest["body"]): readonly Revision[] => {
  const revisions = stored.revisions(String(body.repositoryName));
  if (revisions === undefined) throw new AwsRefusal("RepositoryNotFoundException");
  return revisions;
};

const statusOf = ({ archived }: Operations, repository: unknown, digest: string): "ACTIVE" | "ARCHIVED" =>
  archived.has(`${repository}@${digest}`) ? "ARCHIVED" : "ACTIVE";

/** Without a filter only active images are told, as ECR does. */
const filtered = (input: Operations, body: AwsRequest["body"]): readonly Revision[] => {
  const { imageStatus = "ACTIVE", tagStatus = "ANY" } = (body.filter ?? {}) as Readonly<Record<string, string>>;
  return revisionsOf(input.stored, body).filter(
    ({ digest, tags }) =>
      (imageStatus === "ANY" || imageStatus === statusOf(input, body.repositoryName, digest)) &&
      (tagStatus === "ANY" || (tagStatus === "TAGGED") === tags.length > 0),
  );
};

const detail = (input: Operations, repository: string, { digest, tags, mediaType, body, pushedAt }: Revision) => ({
  imageDigest: digest,
  ...(tags.length > 0 && { imageTags: tags }),
  imageStatus: statusOf(input, repository, digest),
  imageManifestMediaType: mediaType,
  imageSizeInBytes: body.length,
  imagePushedAt: pushedAt / 1000,
});

const batchGetImage = (input: Operations, body: AwsRequest["body"]) => {
  const ids = body.imageIds as readonly { readonly imageDigest: string }[];
  if (ids.length < 1 || ids.length > BATCH_LIMIT) throw new AwsRefusal("InvalidParameterException");
  if (ids.some(({ imageDigest }) => input.spoiled.has(imageDigest)))
    throw new AwsRefusal("UnableToGetUpstreamImageException");
  const revisions = new Map(revisionsOf(input.stored, body).map((revision) => [revision.digest, revision]));
  const found = ids.map((imageId) => ({
    imageId,
    revision:
      statusOf(input, body.repositoryName, imageId.imageDigest) === "ACTIVE"
        ? revisions.get(imageId.imageDigest)
        : undefined,
  }));
  return {
    images: found.flatMap(({ imageId, revision }) =>
      revision === undefined
        ? []
        : [
            {
              imageId,
              imageManifest: Buffer.from(revision.body).toString("utf8"),
              imageManifestMediaType: revision.mediaType,
            },
          ],
    ),
    failures: found.flatMap(({ imageId, revision }) =>
      revision === undefined ? [{ imageId, failureCode: "ImageNotFound" }] : [],
    ),
  };
};

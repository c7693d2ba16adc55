import type { Organisation } from "./organisation.ts";

const ACCOUNT = "123456789012";
export const REGION = "eu-west-1";
export const ECR_HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
/** Of DescribeRepositories and DescribeImages, and of BatchGetImage (registries.md 1.1). */
export const ECR_PAGE = 1000;
export const ECR_BATCH = 100;

type Body = Readonly<Record<string, unknown>>;
export type EcrAnswer = Body | { readonly __type: string };

/** Operations of ECR's JSON 1.1 API that an enumeration uses; `pulled` is told of every manifest that is given out. */
export function ecrAnswers(
  organisation: Organisation,
  pulled: (manifest: number) => void,
): Readonly<Record<string, (body: Body) => EcrAnswer>> {
  const inRepository = (body: Body, answer: (repository: number) => EcrAnswer): EcrAnswer => {
    const repository = organisation.findRepository(String(body.repositoryName));
    return repository === undefined ? { __type: "RepositoryNotFoundException" } : answer(repository);
  };
  return {
    DescribeRegistry: () => ({ registryId: ACCOUNT, replicationConfiguration: { rules: [] } }),
    GetAuthorizationToken: () => ({
      authorizationData: [
        {
          authorizationToken: Buffer.from("AWS:for-tests").toString("base64"),
          expiresAt: Date.now() / 1000 + 12 * 60 * 60,
          proxyEndpoint: `https://${ECR_HOST}`,
        },
      ],
    }),
    DescribeRepositories: (body) => {
      const { numbers, nextToken } = page(body, { first: 0, end: organisation.shape.repositories });
      return { repositories: numbers.map((number) => ({ repositoryName: organisation.name(number) })), ...nextToken };
    },
    DescribeImages: (body) =>
      inRepository(body, (repository) => {
        const { numbers, nextToken } = page(body, organisation.range(repository));
        return { imageDetails: numbers.map((manifest) => imageDetail(organisation, manifest)), ...nextToken };
      }),
    BatchGetImage: (body) => inRepository(body, (repository) => images(organisation, { repository, body, pulled })),
  };
}

function page(body: Body, { first, end }: { readonly first: number; readonly end: number }) {
  const from = body.nextToken === undefined ? first : Number(body.nextToken);
  const to = Math.min(end, from + Number(body.maxResults ?? 100));
  return {
    numbers: Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at),
    nextToken: to < end ? { nextToken: String(to) } : {},
  };
}

function imageDetail(organisation: Organisation, manifest: number) {
  const tags = organisation.tags(manifest);
  const subject = organisation.subject(manifest);
  return {
    registryId: ACCOUNT,
    imageDigest: organisation.digest(manifest),
    ...(tags.length === 0 ? {} : { imageTags: tags }),
    imageSizeInBytes: 50_000_000 + manifest,
    imagePushedAt: 1_600_000_000 + manifest * 60,
    lastRecordedPullTime: 1_700_000_000 + manifest,
    imageManifestMediaType: organisation.mediaType(manifest),
    imageStatus: "ACTIVE",
    ...(subject === undefined ? {} : { subjectManifestDigest: organisation.digest(subject) }),
  };
}

interface Asked {
  readonly repository: number;
  readonly body: Body;
  readonly pulled: (manifest: number) => void;
}

function images(organisation: Organisation, { repository, body, pulled }: Asked): EcrAnswer {
  const ids = body.imageIds as readonly { readonly imageDigest: string }[];
  if (ids.length > ECR_BATCH) return { __type: "InvalidParameterException" };
  const { first, end } = organisation.range(repository);
  const answers = ids.map(({ imageDigest }) => {
    const manifest = organisation.find(imageDigest) ?? -1;
    if (manifest < first || manifest >= end) return { imageId: { imageDigest }, failureCode: "ImageNotFound" };
    pulled(manifest);
    return {
      imageId: { imageDigest },
      imageManifest: organisation.body(manifest).toString("utf8"),
      imageManifestMediaType: organisation.mediaType(manifest),
    };
  });
  return {
    images: answers.filter((answer) => "imageManifest" in answer),
    failures: answers.filter((answer) => "failureCode" in answer),
  };
}

import { ECR_BATCH, ECR_PAGE } from "./ecr-answers.ts";
import { OCI_PAGE } from "./oci-answers.ts";
import type { Organisation } from "./organisation.ts";

/** Calls by operation. */
export type Calls = Readonly<Record<string, number>>;

/** What the page sizes allow at best: `first` for an empty case, `again` when nothing changed since. */
export interface FewestCalls {
  readonly ecr: { readonly first: Calls; readonly again: Calls };
  readonly oci: { readonly first: Calls; readonly again: Calls };
  /** What can be seen: ECR lists every manifest, the distribution API tags and what they lead to. */
  readonly manifests: { readonly ecr: number; readonly oci: number };
}

export const totalCalls = (calls: Calls): number => Object.values(calls).reduce((sum, count) => sum + count, 0);

export function fewestCalls(organisation: Organisation, { referrers }: { readonly referrers: boolean }): FewestCalls {
  const { repositories, manifests } = organisation.shape;
  const sizes = Array.from({ length: repositories }, (_, repository) =>
    sizesOf(organisation, { repository, referrers }),
  );
  const sum = (count: (of: (typeof sizes)[number]) => number): number => sizes.reduce((all, of) => all + count(of), 0);
  const pages = (count: number, size: number): number => Math.max(1, Math.ceil(count / size));
  const listEcr = {
    DescribeRegistry: 1,
    DescribeRepositories: pages(repositories, ECR_PAGE),
    DescribeImages: sum((of) => pages(of.manifests, ECR_PAGE)),
  };
  const reached = sum((of) => of.reached);
  const tags = sum((of) => of.tags);
  const listOci = {
    // Loopback speaks plain http or TLS: that is tried.
    ping: 1,
    catalog: pages(repositories, OCI_PAGE),
    tags: sum((of) => pages(of.tags, OCI_PAGE)),
    // A registry without the API shows it once.
    referrers: referrers ? reached : 1,
  };
  return {
    ecr: { first: { ...listEcr, BatchGetImage: sum((of) => Math.ceil(of.manifests / ECR_BATCH)) }, again: listEcr },
    oci: {
      first: { ...listOci, "GET manifest": reached + sum((of) => of.secondTags) },
      again: { ...listOci, "HEAD manifest": tags },
    },
    manifests: { ecr: manifests, oci: reached },
  };
}

/** A tag takes a call, also the second one of an image: nothing tells before that it is no other image. */
function sizesOf(
  organisation: Organisation,
  { repository, referrers }: { readonly repository: number; readonly referrers: boolean },
) {
  const { first, end } = organisation.range(repository);
  const sizes = { manifests: end - first, tags: 0, secondTags: 0, reached: 0 };
  for (let manifest = first; manifest < end; manifest++) {
    const tags = organisation.tags(manifest).length;
    sizes.tags += tags;
    sizes.secondTags += Math.max(0, tags - 1);
    if (tags > 0 || organisation.isChild(manifest) || (referrers && organisation.subject(manifest) !== undefined))
      sizes.reached++;
  }
  return sizes;
}

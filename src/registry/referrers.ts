import { type Digest, isDigest } from "../domain/digest.ts";
import { type Descriptor, type Repository, repositoryName } from "../domain/oci.ts";
import type { Distribution } from "./distribution.ts";
import { PullError } from "./pull-error.ts";

/** Answers of servers that do not know the route: distribution before 3, and gateways before them (go-containerregistry). */
const API_ABSENT = new Set([400, 404, 405, 406, 501]);
/** A distribution error that speaks of the repository or the digest, not of the route. */
const OF_THE_ITEM = /\b(?:NAME_UNKNOWN|MANIFEST_UNKNOWN|DIGEST_INVALID)$/;
const DENIED = new Set([401, 403]);
/** What cosign pushes beside an image (sigstore/cosign, SIGNATURE_SPEC.md). */
const COSIGN_SUFFIXES = [".sig", ".att", ".sbom"];

interface Referrers {
  readonly distribution: Distribution;
  /** Whether the tags of a repository are listed anyway: those of the tag schema and of cosign are among them. */
  readonly listed: (name: string) => boolean;
}

/**
 * What refers to a manifest: by the referrers API until the registry turns out not to have it, and by the tags that
 * stand in for it. Throws PullError after what could be had; a repository that denies its referrers says so once.
 */
export function createReferrers(input: Referrers) {
  let absent = false;
  const denied = new Set<string>();
  const judge = (error: unknown, name: string): PullError | undefined => {
    if (!(error instanceof PullError)) throw error;
    const status = error.status ?? 0;
    if (OF_THE_ITEM.test(error.message)) return undefined;
    absent ||= API_ABSENT.has(status);
    if (API_ABSENT.has(status) || (DENIED.has(status) && denied.has(name))) return undefined;
    if (DENIED.has(status)) denied.add(name);
    return error;
  };
  return async function* referrers(
    repository: Repository,
    digest: Digest,
    signal: AbortSignal,
  ): AsyncGenerator<Descriptor> {
    const { name } = repository;
    let failure: PullError | undefined;
    let answered = false;
    if (!absent && !denied.has(name))
      try {
        yield* input.distribution.referrers(name, digest, signal);
        answered = true;
      } catch (error) {
        failure = judge(error, name);
      }
    if (!input.listed(name))
      for (const suffix of [...(answered ? [] : [""]), ...COSIGN_SUFFIXES])
        yield* tagged(input.distribution, { repository, tag: `${digest.replace(":", "-")}${suffix}` }, signal);
    if (failure !== undefined) throw failure;
  };
}

/** What a tag points at, when there is such a tag. */
async function* tagged(
  distribution: Distribution,
  { repository, tag }: { readonly repository: Repository; readonly tag: string },
  signal: AbortSignal,
): AsyncGenerator<Descriptor> {
  try {
    const digest = await distribution.head(repository.name, tag, signal);
    if (!isDigest(digest))
      throw new PullError(`looking up ${tag} of ${repositoryName(repository)}: the registry does not tell its digest`);
    yield { digest, mediaType: "", size: -1 };
  } catch (error) {
    if (!(error instanceof PullError) || !error.absent) throw error;
  }
}

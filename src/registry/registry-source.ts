import { type Digest, isDigest } from "../domain/digest.ts";
import { type Repository, repositoryName } from "../domain/oci.ts";
import { bulkManifests, type PullManifest } from "./bulk-manifests.ts";
import { checkedManifest } from "./checked-manifest.ts";
import { createDistribution, type Distribution } from "./distribution.ts";
import { baseUrl } from "./endpoint.ts";
import type { Http } from "./http/http.ts";
import { listTargets, type RegistryTarget } from "./listing.ts";
import { createAuthorizer } from "./login/auth.ts";
import { identityOf, type RegistryCredential } from "./login/credentials.ts";
import { createGreeting } from "./login/greeting.ts";
import type { Scope } from "./login/token.ts";
import { openBlob } from "./open-blob.ts";
import type { PullMeter, RegistryApi, RegistryProvider } from "./provider.ts";
import { PullError } from "./pull-error.ts";
import { repositoryMatcher } from "./reference.ts";
import { createReferrers } from "./referrers.ts";
import type { ImageSource, PullAllowance } from "./source.ts";
import { verified } from "./verified.ts";

/** References resolved at a time: a bulk call wants twice its size waiting, single ones what a few connections carry. */
const LOOKUPS = 4;

export interface RegistrySourceInput {
  readonly registry: string;
  readonly targets: readonly RegistryTarget[];
  readonly provider: RegistryProvider;
  readonly http: Http;
  /** Plain http was allowed for this host by name. */
  readonly insecure: boolean;
  /** Token servers of a foreign domain that may be shown a login. */
  readonly allowRealm: readonly string[];
  readonly foreignLayers: boolean;
}

/** A registry host as a source of images: the targets on it are enumerated, anything on it can be pulled. */
export function createRegistrySource(input: RegistrySourceInput): ImageSource {
  const { registry, provider, targets } = input;
  const distribution = connect(input);
  const api: RegistryApi = {
    tags: distribution.tags,
    head: distribution.head,
    identity: async (name, signal) => identityOf(await provider.credential(registry, name, signal)),
  };
  const pull =
    provider.bulk === undefined ? pullOne(distribution) : bulkManifests(provider.bulk, pullOne(distribution));
  const listed = (name: string): boolean => targets.some((target) => lists(target, name));
  const referrers = createReferrers({ distribution, listed });
  return {
    registry,
    lookups: provider.bulk === undefined ? LOOKUPS : 2 * provider.bulk.size,
    images: (signal) => listTargets({ registry, provider, api, catalog: distribution.repositories, targets }, signal),
    digestOf: async (ref, signal) => {
      const digest = ref.digest ?? (await distribution.head(ref.repository.name, ref.tag ?? "", signal));
      return isDigest(digest) ? digest : undefined;
    },
    serves: async (repository, digest, signal) => serves(distribution, repository, { digest, signal }),
    ...(provider.doubtfulAbsence === undefined ? {} : { doubtfulAbsence: provider.doubtfulAbsence }),
    manifest: async (ref, signal) => pull(ref, signal),
    referrers: async ({ repository, digest }, signal) =>
      digest === undefined || (provider.listsReferrers?.(repository) && listed(repository.name))
        ? []
        : referrers(repository, digest, signal),
    blob: (holder, blob, signal) =>
      verified(
        openBlob({ ...input, distribution, holder, blob }, signal),
        blob,
        `pulling ${blob.digest} of ${repositoryName(holder)}`,
      ),
    ...(provider.meter === undefined ? {} : { allowance: allowanceOf(distribution, provider.meter) }),
    close: async () => undefined,
  };
}

function connect({ registry, provider, http, insecure, allowRealm }: RegistrySourceInput): Distribution {
  const base = baseUrl({ registry, http, insecure, endpoint: provider.endpoint?.(registry) });
  const lane = provider.lanes?.("").manifests ?? "generic";
  const credential = async (scope: Scope, signal: AbortSignal): Promise<RegistryCredential> =>
    provider.credential(registry, scope.split(":")[1] ?? "", signal);
  const auth = createAuthorizer({
    http,
    registry: base,
    allowRealm,
    credential,
    greeting: provider.loginAtOnce ? async () => [] : createGreeting({ http, base, lane }),
    refused: (authorization) => provider.refused?.(registry, authorization),
  });
  return createDistribution({
    http,
    auth,
    registry,
    base,
    identity: async (scope, signal) => identityOf(await credential(scope, signal)),
    ...(provider.meter === undefined ? {} : { meter: provider.meter }),
    ...(provider.lanes === undefined ? {} : { lanes: provider.lanes }),
    ...(provider.staleStatus === undefined ? {} : { staleStatus: provider.staleStatus }),
  });
}

/** The limit is told with every answer about a manifest: where none was asked about yet, one is looked up for it. */
const allowanceOf =
  (distribution: Distribution, meter: PullMeter) =>
  async (signal: AbortSignal): Promise<PullAllowance | undefined> => {
    const { name, reference } = meter.sample;
    if (meter.allowance() === undefined)
      await distribution.head(name, reference, signal).catch((error: unknown) => {
        if (signal.aborted || !(error instanceof PullError)) throw error;
      });
    return meter.allowance();
  };

const pullOne =
  (distribution: Distribution): PullManifest =>
  async (ref, signal) => {
    const answer = await distribution.manifest(ref.repository.name, ref.digest ?? ref.tag ?? "", signal);
    return checkedManifest(ref, answer);
  };

async function serves(
  distribution: Distribution,
  repository: Repository,
  { digest, signal }: { readonly digest: Digest; readonly signal: AbortSignal },
): Promise<boolean | undefined> {
  try {
    await distribution.head(repository.name, digest, signal);
    return true;
  } catch (error) {
    if (signal.aborted || !(error instanceof PullError)) throw error;
    return error.absent ? false : undefined;
  }
}

const lists = (target: RegistryTarget, name: string): boolean =>
  target.kind === "registry"
    ? repositoryMatcher(target.pattern)(name)
    : target.kind === "repository" && target.name === name;

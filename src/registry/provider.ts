import type { Digest } from "../domain/digest.ts";
import type { Repository } from "../domain/oci.ts";
import type { LaneName } from "./http/politeness.ts";
import type { RegistryCredential } from "./login/credentials.ts";
import type { PullError } from "./pull-error.ts";
import type { Gap, Listed, PullAllowance } from "./source.ts";

/** All that differs between registries. A new registry is one file with this, and its line in the table of index.ts. */
export interface RegistryProvider {
  readonly id: string;
  matches(registry: string): boolean;
  credential(registry: string, name: string, signal: AbortSignal): Promise<RegistryCredential>;
  /** The login in this Authorization header was refused, so `credential` shall not give it again; for logins that are kept. */
  refused?(registry: string, authorization: string): void;
  /** It takes Basic everywhere, so that it need not be asked how a login is shown to it. */
  readonly loginAtOnce?: true;
  /** Status of its answer to a token that died, when that has no challenge. */
  readonly staleStatus?: number;
  /** Said to the person before anything is pulled. */
  readonly notice?: string;
  /** Where the distribution API answers, when it is not at the registry's own name. */
  endpoint?(registry: string): string | undefined;
  /** All repositories, where the registry has more than the catalog of the distribution API. */
  repositories?(asked: RepositoriesAsked, signal: AbortSignal): AsyncIterable<NamedRepository>;
  /** Every image of a repository, where the registry lists more than tags; ends with `listed` when that was all. */
  images?(repository: Repository, api: RegistryApi, signal: AbortSignal): AsyncIterable<Listed>;
  /** Whether its listings name referrers too: then the referrers API is not asked. */
  listsReferrers?(repository: Repository): boolean;
  /** Pulls many manifests by digest in one call, where there is such a call. */
  readonly bulk?: BulkPull;
  /** Another address of a blob, tried when the distribution API does not give it. It may be signed: it is never shown. */
  blobUrl?(repository: Repository, digest: Digest, signal: AbortSignal): Promise<string>;
  /** How a repository's registry is treated, where that is known; default: as any host that is not. */
  lanes?(name: string): RegistryLanes;
  /** For a registry that counts manifest pulls. */
  readonly meter?: PullMeter;
  /** Its 404 may be a refusal in disguise: it is believed only while the same repository serves something else. */
  readonly doubtfulAbsence?: true;
}

export interface RegistryLanes {
  /** Manifests, tags and all that is small. */
  readonly manifests: LaneName;
  readonly blobs: LaneName;
}

interface RepositoriesAsked {
  readonly registry: string;
  /** `team/*`, as typed; the caller filters by it, a provider may use it to ask for less. */
  readonly pattern: string | undefined;
}

export type NamedRepository = { readonly name: string } | { readonly gap: Gap } | { readonly notice: string };

/** What a provider may use of the distribution API. */
export interface RegistryApi {
  /** And digests of manifests without one, where the registry tells them with the tags. */
  tags(name: string, signal: AbortSignal): AsyncIterable<string>;
  /** Looks a manifest up without a pull. Throws PullError, `absent` when there is none. */
  head(name: string, reference: string, signal: AbortSignal): Promise<string | undefined>;
  /** `alice (~/.docker/config.json)`, for `Listing.identity`. */
  identity(name: string, signal: AbortSignal): Promise<string>;
}

export interface BulkPull {
  /** Digests of one call. */
  readonly size: number;
  /** Whether the failure of a call leaves the distribution API to be asked, one by one. */
  elsewhere?(error: PullError): boolean;
  /** Every digest has an entry: the bytes, unverified, or why they could not be had. */
  pull(
    repository: Repository,
    digests: readonly Digest[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<Digest, PulledManifest | PullError>>;
}

export interface PulledManifest {
  readonly body: Uint8Array;
  readonly mediaType: string;
}

/** Counts the manifests that are pulled, where a registry does. */
export interface PullMeter {
  /**
   * Pulls when it is its turn. Throws PullError `limited` when the pulls that may be spent are spent. `probe` asks
   * for the same without a pull, so that the answer tells how many are left.
   */
  pull<T>(request: Metered<T>, signal: AbortSignal): Promise<T>;
  /** The headers of any answer about a manifest. */
  answered(header: (name: string) => string | undefined): void;
  /** As the registry said last. */
  allowance(): PullAllowance | undefined;
  /** What another 429 than that of the pull limit means there, for people. */
  readonly otherLimit: string;
  /** An image that is looked up, without a pull, to learn the allowance. */
  readonly sample: { readonly name: string; readonly reference: string };
}

interface Metered<T> {
  readonly ask: () => Promise<T>;
  readonly probe: () => Promise<unknown>;
}

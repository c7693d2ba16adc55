import type { Digest } from "../domain/digest.ts";
import type { Descriptor, ImageRef, Manifest, Repository } from "../domain/oci.ts";

/** What could not be listed, or not in full. `unlistable`: no API exists for it; it is said, but it is not a failure. */
export interface Gap {
  readonly scope: "registry" | "repository" | "manifest";
  /** `r.example/team/app`, with `@digest` or `:tag` for a manifest. */
  readonly subject: string;
  readonly status: "skipped" | "unreachable" | "unlistable";
  readonly reason: string;
}

/** A repository that has now been listed in full, and how: this is what the ledger says of it. */
export interface Listing {
  readonly repository: Repository;
  /** The calls that listed it: `DescribeImages`, `tags`. */
  readonly method: string;
  /** Who asked: `anonymous`, `alice (~/.docker/config.json)`, `AWS profile prod`. */
  readonly identity: string;
  /**
   * Whether it names every manifest there is. When it does not, manifests that an earlier audit saw are looked up by
   * digest before they count as gone.
   */
  readonly exhaustive: boolean;
  /** Pulls since the repository exists, when the registry tells. */
  readonly pullCount?: number;
  /** Who may pull, when the registry tells. */
  readonly visibility?: "public" | "private";
}

/** One listing step. A gap never ends the listing of what else there is; a notice is said to the person once. */
export type Listed =
  | { readonly image: ImageRef }
  /** `present`: images that cannot be pulled now but are still there, so that they do not count as gone. */
  | { readonly gap: Gap; readonly present?: readonly (ImageRef & { readonly digest: Digest })[] }
  | { readonly notice: string }
  | { readonly listed: Listing };

/** Manifest pulls a registry still allows, as it said last. */
export interface PullAllowance {
  readonly limit: number;
  readonly remaining: number;
  /** Pulls that are left to others. */
  readonly reserve: number;
}

/**
 * All that the rest of the house sees of a registry or of a file. Failures of one item are thrown as `PullError`
 * by `manifest` and `blob`; they never name a credential or a query string.
 */
export interface ImageSource {
  /** The registry part of the repositories it serves: a job goes to the source of its holder. */
  readonly registry: string;
  /** References worth resolving at a time; a source that asks for manifests in bulk takes many. Default 4. */
  readonly lookups?: number;
  images(signal: AbortSignal): AsyncIterable<Listed>;
  /** What a tag points at, asked without a pull; undefined when the registry does not say. */
  digestOf(ref: ImageRef, signal: AbortSignal): Promise<Digest | undefined>;
  /** Whether a manifest is still served, asked without a pull; undefined when the registry does not say. */
  serves?(repository: Repository, digest: Digest, signal: AbortSignal): Promise<boolean | undefined>;
  /** Its no may be a refusal in disguise: it is believed only while the same repository serves something else. */
  readonly doubtfulAbsence?: true;
  /** By digest when the reference has one, else by tag. The digest of the answer is computed, never believed. */
  manifest(ref: ImageRef, signal: AbortSignal): Promise<Manifest>;
  /**
   * Manifests that refer to this one, those of the tags that stand for it included where tags are not listed. What
   * fails on the way is thrown after what could be had.
   */
  referrers(ref: ImageRef, signal: AbortSignal): Promise<AsyncIterable<Descriptor> | readonly Descriptor[]>;
  /** Bytes as stored; size and digest are verified as they pass, and a difference throws at the end of the stream. */
  blob(holder: Repository, blob: Descriptor, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** For a registry that counts pulls; a plan for it is made without any. */
  allowance?(signal: AbortSignal): Promise<PullAllowance | undefined>;
  close(): Promise<void>;
}

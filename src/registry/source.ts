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

/**
 * One listing step: an image, a gap in the listing, or a repository that has now been listed in full. A gap never
 * ends the listing of what else there is.
 */
export type Listed = { readonly image: ImageRef } | { readonly gap: Gap } | { readonly listed: Repository };

/**
 * All that the rest of the house sees of a registry or of a file. Failures of one item are thrown as `PullError`
 * by `manifest` and `blob`; they never name a credential or a query string.
 */
export interface ImageSource {
  /** The registry part of the repositories it serves: a job goes to the source of its holder. */
  readonly registry: string;
  images(signal: AbortSignal): AsyncIterable<Listed>;
  /** What a tag points at, asked without a pull; undefined when the registry does not say. */
  digestOf(ref: ImageRef, signal: AbortSignal): Promise<Digest | undefined>;
  /** By digest when the reference has one, else by tag. The digest of the answer is computed, never believed. */
  manifest(ref: ImageRef, signal: AbortSignal): Promise<Manifest>;
  /**
   * Manifests that refer to this one, by the OCI 1.1 referrers API. Those of the older tag schema (`sha256-<hex>`)
   * are among the tags.
   */
  referrers(ref: ImageRef, signal: AbortSignal): Promise<readonly Descriptor[]>;
  /** Bytes as stored; size and digest are verified as they pass, and a difference throws at the end of the stream. */
  blob(holder: Repository, blob: Descriptor, signal: AbortSignal): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

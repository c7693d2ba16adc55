import type { Digest } from "./digest.ts";

/** OCI image-spec descriptor.md. `size` in bytes of the blob as stored; `data` is the content itself, base64. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly data?: string;
  /** Where the blob may be had besides; http(s) without a login and without a query, which could be a credential. */
  readonly urls?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: Platform;
  readonly artifactType?: string;
}

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** `registry` is `host[:port]`, or the transport and path of an archive (`oci:DIR`), where `name` may be empty. */
export interface Repository {
  readonly registry: string;
  readonly name: string;
}

/** What a source enumerates: a tag, a digest, or both. At least one is present. */
export interface ImageRef {
  readonly repository: Repository;
  readonly tag?: string;
  readonly digest?: Digest;
  /** ISO 8601, when the registry tells. */
  readonly pushedAt?: string;
  /** ISO 8601: last pull that the registry counted. */
  readonly pulledAt?: string;
  /** The tag pointed here once and does no longer. */
  readonly past?: true;
  /** Bytes of all layers as the registry claims, for a plan made without a pull. */
  readonly size?: number;
  /** Manifests below an index, where the registry lists them, for a plan made without a pull and for their dates. */
  readonly children?: readonly ListedManifest[];
}

/** A manifest as a registry lists it; dates as in ImageRef. */
export interface ListedManifest {
  readonly digest: Digest;
  readonly pushedAt?: string;
  readonly pulledAt?: string;
}

/** `cache`: a BuildKit cache export; `signature`: of cosign or notation; `artifact`: anything else (Helm, SBOM). */
export type ManifestRole = "image" | "index" | "attestation" | "signature" | "cache" | "artifact";

/** A parsed manifest or index. `body` is the bytes whose digest was verified. */
export interface Manifest {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly role: ManifestRole;
  readonly body: Uint8Array;
  readonly config?: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly manifests: readonly Descriptor[];
  /** How many it lists besides by no valid digest; absent when there is none. */
  readonly lost?: number;
  /** The image an attestation or referrer speaks of. */
  readonly subject?: Digest;
  readonly platform?: Platform;
  readonly annotations: Readonly<Record<string, string>>;
}

export const repositoryName = (repository: Repository): string =>
  repository.name === "" ? repository.registry : `${repository.registry}/${repository.name}`;

export const platformName = (platform: Platform): string =>
  [platform.os, platform.architecture, platform.variant].filter(Boolean).join("/");

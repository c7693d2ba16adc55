import type { Manifest, ManifestRole } from "../domain/oci.ts";

const IMAGE_CONFIGS = new Set([
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
]);
const CACHE_CONFIG = "application/vnd.buildkit.cacheconfig.v0";
/** In-toto statements, bare or in an envelope: BuildKit, cosign `.att`, sigstore bundles. */
const STATEMENT =
  /^application\/vnd\.(?:in-toto(?:\.[a-z]+)?\+(?:json|dsse)|dsse\.envelope\.v1\+json|dev\.sigstore\.bundle[.+].*)$/;
/** cosign `.sig` (sigstore/cosign, SIGNATURE_SPEC.md) and notation. */
const SIGNATURE =
  /^application\/vnd\.(?:dev\.cosign\.(?:simplesigning|artifact\.sig)\.v1\+json|cncf\.notary\.signature)$/;
/** cosign `.sbom`: under the config of an image, but no layer of one. */
const SBOM = /^(?:text|application)\/(?:spdx|vnd\.cyclonedx|vnd\.syft)\b/;

interface Described extends Pick<Manifest, "layers" | "manifests" | "annotations" | "config"> {
  /** It lists manifests and nothing of an image. */
  readonly index: boolean;
  readonly artifactType: string | undefined;
}

/** What a manifest is by what it holds; its own word and that of the server may be wrong. */
export function roleOf({ layers, manifests, annotations, config, index, artifactType }: Described): ManifestRole {
  const types = layers.map((layer) => layer.mediaType);
  const all = (pattern: RegExp): boolean => types.length > 0 && types.every((type) => pattern.test(type));
  const kinds = [artifactType, config?.mediaType];
  if ([...types, ...manifests.map((child) => child.mediaType), ...kinds].includes(CACHE_CONFIG)) return "cache";
  if (index) return "index";
  if (annotations["vnd.docker.reference.type"] === "attestation-manifest" || all(STATEMENT)) return "attestation";
  if (all(SIGNATURE) || kinds.some((kind) => SIGNATURE.test(kind ?? ""))) return "signature";
  const isImage = config !== undefined && IMAGE_CONFIGS.has(config.mediaType) && artifactType === undefined;
  return isImage && !all(SBOM) ? "image" : "artifact";
}

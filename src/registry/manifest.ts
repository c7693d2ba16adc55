import { createHash } from "node:crypto";
import { type Digest, isDigest } from "../domain/digest.ts";
import type { Descriptor, Manifest, ManifestRole, Platform } from "../domain/oci.ts";
import { PullError } from "./pull-error.ts";
import { schema1Layers, signedPayload } from "./schema1.ts";

/** 4 MiB: what containerd and containers/image accept (registries.md T4). */
export const MANIFEST_LIMIT = 4 * 1024 * 1024;
/** Descriptors in one manifest or index; more is refused (T4). */
const DESCRIPTOR_LIMIT = 10_000;

const INDEX_TYPES = new Set([
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
]);
const IMAGE_CONFIGS = new Set([
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
]);
const CACHE_CONFIG = "application/vnd.buildkit.cacheconfig.v0";
const IN_TOTO = "application/vnd.in-toto+json";

export const MANIFEST_TYPES: readonly string[] = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
  "application/vnd.docker.distribution.manifest.v1+json",
  "application/vnd.oci.artifact.manifest.v1+json",
];

const isManifest = (child: Descriptor): boolean => child.mediaType === "" || MANIFEST_TYPES.includes(child.mediaType);

interface ParseInput {
  readonly mediaType?: string;
  /** Whose manifest it is, for errors. */
  readonly what: string;
  /** The descriptor by which an index names it: its platform and annotations tell an attestation. */
  readonly descriptor?: Descriptor;
}

/**
 * Reads a manifest or index. Layers and child manifests are both kept when one document claims both (CVE-2021-41190):
 * the union is walked. Throws PullError on anything that is not a manifest.
 */
export function parseManifest(body: Uint8Array, input: ParseInput): Manifest {
  const json = parseJson(body, input.what);
  if ("fsLayers" in json) return schema1Manifest(body, json, input);
  const descriptors = (key: string) => descriptorList(json[key], `${input.what} ${key}`);
  // A BuildKit cache index lists layers among its manifests.
  const listed = descriptors("manifests");
  const layers = [...descriptors("layers"), ...descriptors("blobs"), ...listed.filter((child) => !isManifest(child))];
  const config = json.config === undefined ? undefined : readDescriptor(json.config, `${input.what} config`);
  const manifests = listed.filter(isManifest);
  const annotations = { ...input.descriptor?.annotations, ...stringMap(json.annotations) };
  const mediaType = text(json.mediaType) ?? input.mediaType ?? (manifests.length > 0 ? "index" : "manifest");
  const subject = subjectOf(json, annotations);
  const role = roleOf({
    mediaType,
    layers,
    manifests,
    annotations,
    ...(config === undefined ? {} : { config }),
    artifactType: text(json.artifactType),
  });
  return {
    digest: sha256(body),
    mediaType,
    role,
    body,
    layers,
    manifests,
    annotations,
    ...(config === undefined ? {} : { config }),
    ...(subject === undefined ? {} : { subject }),
    ...(input.descriptor?.platform === undefined || role !== "image" ? {} : { platform: input.descriptor.platform }),
  };
}

const sha256 = (bytes: Uint8Array): Digest => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** It has no config blob: the manifest itself holds the config, so it stands in its place. */
function schema1Manifest(body: Uint8Array, json: Record<string, unknown>, input: ParseInput): Manifest {
  const digest = sha256(signedPayload(body, json, input.what));
  const mediaType = input.mediaType || "application/vnd.docker.distribution.manifest.v1+prettyjws";
  return {
    digest,
    mediaType,
    role: "image",
    body,
    config: { digest, mediaType, size: body.length },
    layers: schema1Layers(json, { what: input.what, limit: DESCRIPTOR_LIMIT }),
    manifests: [],
    annotations: { ...input.descriptor?.annotations },
    ...(input.descriptor?.platform === undefined ? {} : { platform: input.descriptor.platform }),
  };
}

function roleOf(
  manifest: Pick<Manifest, "layers" | "manifests" | "annotations" | "config" | "mediaType"> & {
    readonly artifactType: string | undefined;
  },
): ManifestRole {
  const layerTypes = [...manifest.layers, ...manifest.manifests].map((layer) => layer.mediaType);
  if (manifest.config?.mediaType === CACHE_CONFIG || layerTypes.includes(CACHE_CONFIG)) return "cache";
  if (INDEX_TYPES.has(manifest.mediaType) || (manifest.manifests.length > 0 && manifest.layers.length === 0))
    return "index";
  if (manifest.annotations["vnd.docker.reference.type"] === "attestation-manifest") return "attestation";
  if (layerTypes.length > 0 && layerTypes.every((type) => type === IN_TOTO)) return "attestation";
  if (
    manifest.config !== undefined &&
    IMAGE_CONFIGS.has(manifest.config.mediaType) &&
    manifest.artifactType === undefined
  )
    return "image";
  return "artifact";
}

function subjectOf(json: Record<string, unknown>, annotations: Readonly<Record<string, string>>): string | undefined {
  const subject = json.subject;
  const named = typeof subject === "object" && subject !== null && "digest" in subject ? subject.digest : undefined;
  return [named, annotations["vnd.docker.reference.digest"]].find(isDigest);
}

function parseJson(body: Uint8Array, what: string): Record<string, unknown> {
  if (body.length > MANIFEST_LIMIT)
    throw new PullError(`reading ${what}: manifest is larger than ${MANIFEST_LIMIT} bytes`);
  try {
    const json: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return { ...json };
  } catch {
    // The parser's message quotes the text, which may hold a value.
  }
  throw new PullError(`reading ${what}: not a JSON manifest`);
}

function descriptorList(value: unknown, what: string): readonly Descriptor[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new PullError(`reading ${what}: not a list`);
  if (value.length > DESCRIPTOR_LIMIT)
    throw new PullError(`reading ${what}: more than ${DESCRIPTOR_LIMIT} descriptors`);
  return value.map((item) => readDescriptor(item, what));
}

function readDescriptor(value: unknown, what: string): Descriptor {
  const fields: Record<string, unknown> = typeof value === "object" && value !== null ? { ...value } : {};
  const { digest, size, data, artifactType } = fields;
  if (!isDigest(digest)) throw new PullError(`reading ${what}: a descriptor has no valid digest`);
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0)
    throw new PullError(`reading ${what}: descriptor ${digest} has no valid size`);
  const platform = readPlatform(fields.platform);
  const urls = readUrls(fields.urls);
  return {
    digest,
    size,
    mediaType: text(fields.mediaType) ?? "",
    annotations: stringMap(fields.annotations),
    ...(typeof data === "string" ? { data } : {}),
    ...(urls.length === 0 ? {} : { urls }),
    ...(typeof artifactType === "string" ? { artifactType } : {}),
    ...(platform === undefined ? {} : { platform }),
  };
}

/** More addresses than this of one layer are not tried. */
const URL_LIMIT = 5;

function readUrls(value: unknown): readonly string[] {
  const urls: readonly unknown[] = Array.isArray(value) ? value : [];
  return urls
    .filter((url): url is string => typeof url === "string" && PLAIN_URL.test(url) && URL.canParse(url))
    .slice(0, URL_LIMIT);
}
const PLAIN_URL = /^https?:\/\/[^\s?#@]{1,2000}$/;

function readPlatform(value: unknown): Platform | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { os, architecture, variant }: { os?: unknown; architecture?: unknown; variant?: unknown } = value;
  if (typeof os !== "string" || typeof architecture !== "string") return undefined;
  return { os, architecture, ...(typeof variant === "string" ? { variant } : {}) };
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

const stringMap = (value: unknown): Readonly<Record<string, string>> =>
  typeof value !== "object" || value === null
    ? {}
    : Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
      );

import { createHash } from "node:crypto";
import { type Digest, isDigest } from "../domain/digest.ts";
import type { Descriptor, Manifest, Platform } from "../domain/oci.ts";
import { roleOf } from "./manifest-role.ts";
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
export const MANIFEST_TYPES: readonly string[] = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
  "application/vnd.docker.distribution.manifest.v1+json",
  "application/vnd.oci.artifact.manifest.v1+json",
];

/** Types that we do not know are of manifests when they say so, or run somewhere: caches of BuildKit list layers besides. */
const isManifest = ({ mediaType, platform }: Descriptor): boolean =>
  mediaType === "" || platform !== undefined || /\b(?:manifest|index)\b/i.test(mediaType);

interface ParseInput {
  readonly mediaType?: string;
  /** Whose manifest it is, for errors. */
  readonly what: string;
  /** The descriptor by which an index names it: its platform and annotations tell an attestation. */
  readonly descriptor?: Descriptor;
}

/**
 * Reads a manifest or index by what it holds. Layers and child manifests are all kept when one document claims several
 * forms (CVE-2021-41190): the union is walked. A descriptor without a digest leads nowhere and is left out; the scan of
 * the manifest says so. Throws PullError on anything that is not a manifest.
 */
export function parseManifest(body: Uint8Array, input: ParseInput): Manifest {
  const json = parseJson(body, input.what);
  const parts = readParts(json, body, input);
  const { config, layers, manifests } = parts;
  const annotations = { ...input.descriptor?.annotations, ...stringMap(json.annotations) };
  const subject = subjectOf(json, annotations);
  const artifactType = text(json.artifactType);
  const role = parts.schema1 ? "image" : roleOf({ ...parts, annotations, artifactType });
  return {
    digest: parts.digest,
    mediaType:
      text(json.mediaType) ?? (input.mediaType || (parts.schema1 ? SCHEMA1 : role === "index" ? INDEX : MANIFEST)),
    role,
    body,
    layers,
    manifests,
    annotations,
    ...(parts.lost === 0 ? {} : { lost: parts.lost }),
    ...(config === undefined ? {} : { config }),
    ...(subject === undefined ? {} : { subject }),
    ...(input.descriptor?.platform === undefined || role !== "image" ? {} : { platform: input.descriptor.platform }),
  };
}

const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const SCHEMA1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";

interface Parts extends Pick<Manifest, "digest" | "config" | "layers" | "manifests"> {
  readonly index: boolean;
  readonly schema1: boolean;
  readonly lost: number;
}

function readParts(json: Record<string, unknown>, body: Uint8Array, { what, mediaType = "" }: ParseInput): Parts {
  const descriptors = (key: string) => descriptorList(json[key], `${what} ${key}`);
  const children = descriptors("manifests");
  const listed = children.flatMap((child) => child ?? []);
  const own = [...descriptors("layers"), ...descriptors("blobs")];
  const config = json.config === undefined ? undefined : readDescriptor(json.config);
  const schema1 = "fsLayers" in json;
  const other = own.length > 0 || config !== undefined;
  // A document of two forms has the digest of its bytes, unless it was served as the signed one.
  const signed = schema1 && ((!other && listed.length === 0) || mediaType.includes(".distribution.manifest.v1+"));
  const digest = sha256(signed ? signedPayload(body, json, what) : body);
  // It has no config blob: the manifest itself holds the config, so it stands in its place.
  const itself = schema1 && !other ? { digest, mediaType: mediaType || SCHEMA1, size: body.length } : config;
  const old = schema1 ? schema1Layers(json, { what, limit: DESCRIPTOR_LIMIT }) : [];
  return {
    digest,
    schema1,
    lost: [...children, ...own, ...old].filter((entry) => entry === undefined).length,
    index: !schema1 && !other && (Array.isArray(json.manifests) || INDEX_TYPES.has(text(json.mediaType) ?? mediaType)),
    // A BuildKit cache index lists layers among its manifests.
    layers: [...old, ...own, ...listed.filter((child) => !isManifest(child))].flatMap((layer) => layer ?? []),
    manifests: listed.filter(isManifest),
    ...(itself === undefined ? {} : { config: itself }),
  };
}

/** All that an index names, whatever it says it is. Throws PullError when it is no index. */
export const listedDescriptors = (body: Uint8Array, what: string): readonly Descriptor[] =>
  descriptorList(parseJson(body, what).manifests, what).flatMap((descriptor) => descriptor ?? []);

const sha256 = (bytes: Uint8Array): Digest => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

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

function descriptorList(value: unknown, what: string): readonly (Descriptor | undefined)[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new PullError(`reading ${what}: not a list`);
  if (value.length > DESCRIPTOR_LIMIT)
    throw new PullError(`reading ${what}: more than ${DESCRIPTOR_LIMIT} descriptors`);
  return value.map(readDescriptor);
}

/** `{}`, the content of the empty descriptor (image-spec, manifest.md): known without a request. */
const EMPTY_OBJECT = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

/** Undefined without a digest. A size that is none is not known, -1: the digest tells whether the bytes are right. */
function readDescriptor(value: unknown): Descriptor | undefined {
  const fields: Record<string, unknown> = typeof value === "object" && value !== null ? { ...value } : {};
  const { digest, size, data, artifactType } = fields;
  if (!isDigest(digest)) return undefined;
  const platform = readPlatform(fields.platform);
  const urls = readUrls(fields.urls);
  return {
    digest,
    size: typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : -1,
    mediaType: text(fields.mediaType) ?? "",
    annotations: stringMap(fields.annotations),
    ...(digest === EMPTY_OBJECT ? { data: "e30=" } : typeof data === "string" ? { data } : {}),
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

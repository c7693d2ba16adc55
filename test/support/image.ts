import type { Digest } from "../../src/domain/digest.ts";
import type { Descriptor, Platform } from "../../src/domain/oci.ts";
import { type BuiltLayer, digestOf } from "./layer.ts";
import { type AttestationOptions, predicate, provenance } from "./provenance.ts";

export { type BuiltLayer, digestOf, gzipLayer, layer, plainLayer, zstdLayer } from "./layer.ts";

/** Bytes with their digest, as a registry serves them. */
export interface BuiltBlob {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly mediaType: string;
}

/** A manifest or index with all it refers to: `manifests` holds itself and its children, `blobs` configs and layers. */
export interface BuiltImage {
  readonly manifest: BuiltBlob;
  readonly config: BuiltBlob;
  readonly manifests: ReadonlyMap<Digest, BuiltBlob>;
  readonly blobs: ReadonlyMap<Digest, Uint8Array>;
  /** What an index says of it. */
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
}

export type BuiltIndex = Omit<BuiltImage, "config">;

export interface ImageOptions {
  readonly layers: readonly BuiltLayer[];
  readonly env?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly cmd?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly onBuild?: readonly string[];
  readonly healthcheck?: readonly string[];
  readonly user?: string;
  readonly author?: string;
  /** A string is the `created_by` of the next layer; without any, each layer gets a COPY line. */
  readonly history?: readonly (string | HistoryOptions)[];
  readonly platform?: Platform;
  readonly created?: string;
  readonly format?: "oci" | "docker";
  readonly annotations?: Readonly<Record<string, string>>;
}

interface HistoryOptions {
  readonly createdBy: string;
  readonly empty?: boolean;
  readonly comment?: string;
  readonly author?: string;
}

const CREATED = "2026-01-02T03:04:05Z";
const LINUX: Platform = { os: "linux", architecture: "amd64" };
const UNKNOWN: Platform = { os: "unknown", architecture: "unknown" };

/** One image: manifest and config in OCI form, or as Docker v2 schema 2. */
export const image = (options: ImageOptions): BuiltImage => {
  const docker = options.format === "docker";
  const config = jsonBlob(
    docker ? "application/vnd.docker.container.image.v1+json" : "application/vnd.oci.image.config.v1+json",
    imageConfig(options),
  );
  const layers = options.layers.map((each) =>
    descriptor({ ...each, mediaType: layerMediaType(each.compression, docker) }),
  );
  const annotations = options.annotations === undefined ? {} : { annotations: options.annotations };
  return assemble({
    manifest: manifestBlob(docker, { config: descriptor(config), layers, ...annotations }),
    config,
    layers: options.layers,
    platform: options.platform ?? LINUX,
  });
};

/** An index over images and attestations, OCI or Docker manifest list. */
export const index = (
  children: readonly (BuiltImage | BuiltIndex)[],
  options: { readonly format?: "oci" | "docker"; readonly annotations?: Readonly<Record<string, string>> } = {},
): BuiltIndex => {
  const mediaType =
    options.format === "docker"
      ? "application/vnd.docker.distribution.manifest.list.v2+json"
      : "application/vnd.oci.image.index.v1+json";
  const manifests = children.map((child) => ({
    ...descriptor(child.manifest),
    ...(child.platform && { platform: child.platform }),
    ...(child.annotations && { annotations: child.annotations }),
  }));
  const annotations = options.annotations === undefined ? {} : { annotations: options.annotations };
  const manifest = jsonBlob(mediaType, { schemaVersion: 2, mediaType, manifests, ...annotations });
  return {
    manifest,
    manifests: new Map([...children.flatMap((child) => [...child.manifests]), [manifest.digest, manifest]]),
    blobs: new Map(children.flatMap((child) => [...child.blobs])),
  };
};

/** BuildKit provenance (mode=max) of an image: an index child of platform unknown/unknown. */
export const attestation = (options: AttestationOptions): BuiltImage => {
  const mediaType = "application/vnd.in-toto+json";
  const statement = jsonBlob(mediaType, provenance(options));
  const config = jsonBlob("application/vnd.oci.image.config.v1+json", {
    ...UNKNOWN,
    config: {},
    rootfs: { type: "layers", diff_ids: [statement.digest] },
  });
  const predicateType = { "in-toto.io/predicate-type": predicate(options.version) };
  const layers = [{ ...descriptor(statement), annotations: predicateType }];
  return {
    ...assemble({
      manifest: manifestBlob(false, { config: descriptor(config), layers }),
      config,
      layers: [statement],
      platform: UNKNOWN,
    }),
    annotations: {
      "vnd.docker.reference.type": "attestation-manifest",
      "vnd.docker.reference.digest": options.subject.manifest.digest,
    },
  };
};

/** The same with another manifest: `change` is given its JSON. A `mediaType` is what the registry says of it. */
export const withManifest = <T extends BuiltIndex>(
  built: T,
  change: (manifest: Record<string, unknown>) => object,
  mediaType = built.manifest.mediaType,
): T => {
  const manifest = jsonBlob(mediaType, change(JSON.parse(Buffer.from(built.manifest.bytes).toString())));
  const manifests = [...built.manifests.values()].filter(({ digest }) => digest !== built.manifest.digest);
  return { ...built, manifest, manifests: new Map([...manifests, manifest].map((one) => [one.digest, one])) };
};

/** An artifact: blobs under their media types, with a config that says what it is. */
export const artifact = (config: BuiltBlob, blobs: readonly BuiltBlob[], fields: object = {}): BuiltImage => {
  const manifest = manifestBlob(false, { config: descriptor(config), layers: blobs.map(descriptor), ...fields });
  return assemble({ manifest, config, layers: blobs, platform: LINUX });
};

const imageConfig = (options: ImageOptions) => ({
  created: options.created ?? CREATED,
  ...(options.author !== undefined && { author: options.author }),
  ...(options.platform ?? LINUX),
  config: {
    Env: options.env ?? [],
    Labels: options.labels ?? {},
    Cmd: options.cmd ?? ["/bin/sh"],
    ...(options.entrypoint && { Entrypoint: options.entrypoint }),
    ...(options.onBuild && { OnBuild: options.onBuild }),
    ...(options.healthcheck && { Healthcheck: { Test: options.healthcheck } }),
    ...(options.user !== undefined && { User: options.user }),
  },
  rootfs: { type: "layers", diff_ids: options.layers.map(({ diffId }) => diffId) },
  history: (options.history ?? options.layers.map((_, at) => `COPY layer-${at} / # buildkit`)).map(historyEntry),
});

const historyEntry = (entry: string | HistoryOptions) => {
  const { createdBy, empty, comment, author } =
    typeof entry === "string" ? ({ createdBy: entry } as HistoryOptions) : entry;
  return {
    created: CREATED,
    created_by: createdBy,
    ...(author !== undefined && { author }),
    ...(comment !== undefined && { comment }),
    ...(empty === true && { empty_layer: true }),
  };
};

const layerMediaType = (compression: BuiltLayer["compression"], docker: boolean): string => {
  const suffix = compression === "none" ? "" : `+${compression}`;
  if (!docker) return `application/vnd.oci.image.layer.v1.tar${suffix}`;
  return `application/vnd.docker.image.rootfs.diff.tar${suffix.replace("+gzip", ".gzip").replace("+zstd", ".zstd")}`;
};

const manifestBlob = (docker: boolean, content: object): BuiltBlob => {
  const mediaType = docker
    ? "application/vnd.docker.distribution.manifest.v2+json"
    : "application/vnd.oci.image.manifest.v1+json";
  return jsonBlob(mediaType, { schemaVersion: 2, mediaType, ...content });
};

export const jsonBlob = (mediaType: string, content: unknown): BuiltBlob => {
  const bytes = Buffer.from(JSON.stringify(content));
  return { bytes, digest: digestOf(bytes), mediaType };
};

export const descriptor = ({ mediaType, digest, bytes }: BuiltBlob): Descriptor => ({
  mediaType,
  digest,
  size: bytes.length,
});

interface Parts {
  readonly manifest: BuiltBlob;
  readonly config: BuiltBlob;
  readonly layers: readonly { readonly digest: Digest; readonly bytes: Uint8Array }[];
  readonly platform: Platform;
}

const assemble = ({ manifest, config, layers, platform }: Parts): BuiltImage => ({
  manifest,
  config,
  manifests: new Map([[manifest.digest, manifest]]),
  blobs: new Map([config, ...layers].map(({ digest, bytes }) => [digest, bytes])),
  platform,
});

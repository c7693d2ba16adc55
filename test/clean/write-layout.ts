import { createHash } from "node:crypto";
import { createReadStream, linkSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Digest } from "../../src/domain/digest.ts";
import type { Descriptor } from "../../src/domain/oci.ts";
import { jsonBlob } from "../support/image.ts";

export interface LayerFile {
  /** A tar, not compressed. */
  readonly path: string;
  readonly createdBy: string;
}

interface LayoutOptions {
  readonly layers: readonly LayerFile[];
  /** `Env`, `Labels` ... of the config. */
  readonly config?: object;
  /** History entries without a layer, after those with one. */
  readonly history?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
}

const CREATED = "2026-01-02T03:04:05Z";

/** An OCI layout of one image whose layers are files: they are linked, never read into memory. */
export const writeLayout = async (folder: string, options: LayoutOptions): Promise<void> => {
  const blobs = join(folder, "blobs/sha256");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(blobs, { recursive: true });
  const add = (content: object, mediaType: string): Descriptor => {
    const { bytes, digest } = jsonBlob(mediaType, content);
    writeFileSync(join(blobs, hexOf(digest)), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const layers: Descriptor[] = [];
  for (const { path } of options.layers) {
    const digest = await digestOfFile(path);
    linkSync(path, join(blobs, hexOf(digest)));
    layers.push({ mediaType: "application/vnd.oci.image.layer.v1.tar", digest, size: statSync(path).size });
  }
  const config = add(configOf(options, layers), "application/vnd.oci.image.config.v1+json");
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const { annotations = {} } = options;
  const manifest = add({ schemaVersion: 2, mediaType, config, layers, annotations }, mediaType);
  const named = { ...manifest, annotations: { "org.opencontainers.image.ref.name": "latest" } };
  writeFileSync(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [named] }));
  writeFileSync(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
};

const configOf = ({ layers, config = {}, history = [] }: LayoutOptions, written: readonly Descriptor[]): object => ({
  created: CREATED,
  architecture: "amd64",
  os: "linux",
  config,
  rootfs: { type: "layers", diff_ids: written.map(({ digest }) => digest) },
  history: [
    ...layers.map(({ createdBy }) => ({ created: CREATED, created_by: createdBy })),
    ...history.map((createdBy) => ({ created: CREATED, created_by: createdBy, empty_layer: true })),
  ],
});

const hexOf = (digest: Digest): string => digest.slice("sha256:".length);

const digestOfFile = async (path: string): Promise<Digest> => {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
  return `sha256:${hash.digest("hex")}`;
};

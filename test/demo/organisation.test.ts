import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { BuiltImage, BuiltIndex } from "../support/image.ts";
import { needles } from "./needles.ts";
import { createOrganisation } from "./organisation.ts";
import type { Place } from "./repository.ts";

const organisation = createOrganisation();
const images = organisation.repositories.flatMap(({ images }) => images);
const places = organisation.planted.flatMap((planted) => planted.where.map((where) => ({ ...planted, where })));

describe("the demo organisation", () => {
  it("has four repositories with twelve images, indexes, an attestation and a zstd layer", () => {
    expect(organisation.repositories).toHaveLength(4);
    expect(images).toHaveLength(12);
    expect(images.filter(({ image }) => image.manifest.mediaType.includes("index"))).toHaveLength(2);
    const manifests = images.flatMap(({ image }) => [...image.manifests.values()].map(text));
    expect(manifests.some((manifest) => manifest.includes("in-toto"))).toBe(true);
    expect(manifests.some((manifest) => manifest.includes("tar+zstd"))).toBe(true);
  });

  it.each(places)("$kind: $where.exposure in $where.repository:$where.tag at $where.path", ({ value, where }) => {
    const [needle = ""] = needles(value);
    expect(contentAt(where)).toContain(needle);
  });

  it("shares one base layer with a secret among the images of all repositories", () => {
    const { value } = organisation.planted.find(({ kind }) => kind.includes("package server"))!;
    const holding = images.flatMap(({ image }) =>
      [...image.blobs].flatMap(([digest, blob]) => (unpacked(blob).includes(value) ? digest : [])),
    );
    expect(new Set(holding).size).toBe(1);
    expect(images.filter(({ image }) => image.blobs.has(holding[0]!))).toHaveLength(11);
  });

  it("has no value in the sources it writes", () => {
    const sources = [...organisation.dockerfiles.values()].flatMap((source) => [
      source.dockerfile,
      ...source.files.values(),
    ]);
    expect(sources.length).toBeGreaterThan(12);
    const all = sources.join("\n");
    for (const { value } of organisation.planted)
      for (const needle of needles(value)) expect(all).not.toContain(needle);
  });

  it("plants values that were expanded, each with something to look for in an output", () => {
    for (const { value } of organisation.planted) {
      expect(value).not.toMatch(/^<|<[a-z0-9:-]+>/i);
      expect(needles(value).length).toBeGreaterThan(0);
      for (const needle of needles(value)) expect(needle.length).toBeGreaterThanOrEqual(16);
    }
  });

  it("is the same for the same seed, and has other values for another", () => {
    const digests = (seed: number): readonly string[] =>
      createOrganisation(seed).repositories.flatMap(({ images }) => images.map(({ image }) => image.manifest.digest));
    expect(digests(1)).toEqual(images.map(({ image }) => image.manifest.digest));
    expect(digests(2)).not.toEqual(digests(1));
  });
});

const text = ({ bytes }: { readonly bytes: Uint8Array }): string => Buffer.from(bytes).toString();

/** Text of the part of the image that a place names: a layer, a config field, or the provenance. */
const contentAt = (where: Place): string => {
  const { image } = organisation.repositories
    .find(({ name }) => name === where.repository)!
    .images.find(({ tags }) => tags.includes(where.tag))!;
  const architecture = where.exposure === "attestation" ? "unknown" : (where.platform ?? "linux/amd64").split("/")[1]!;
  const manifest = manifestOf(image, architecture);
  const [config = "", ...layers] = [manifest.config, ...manifest.layers].map(({ digest }) =>
    unpacked(image.blobs.get(digest)!),
  );
  const field = FIELDS[where.exposure];
  if (field !== undefined) return JSON.stringify(field(JSON.parse(config)));
  if (where.exposure === "attestation") return layers.join();
  const at = layers.findIndex((layer) => layer.includes(`${where.path}\0`));
  const later = layers.slice(at + 1).join();
  expect(later.includes(`${where.path}\0`)).toBe(where.exposure === "overwritten");
  expect(whiteouts(where.path).some((path) => later.includes(`${path}\0`))).toBe(where.exposure === "deleted");
  return layers[at] ?? "";
};

const FIELDS: Partial<Record<Place["exposure"], (config: ConfigFile) => unknown>> = {
  env: ({ config }) => config.Env,
  label: ({ config }) => config.Labels,
  history: ({ history }) => history,
};

interface ConfigFile {
  readonly config: { readonly Env: unknown; readonly Labels: unknown };
  readonly history: unknown;
}

interface ManifestFile {
  readonly config: { readonly digest: string };
  readonly layers: readonly { readonly digest: string }[];
  readonly manifests?: readonly { readonly digest: string; readonly platform: { readonly architecture: string } }[];
}

const manifestOf = (image: BuiltImage | BuiltIndex, architecture: string): ManifestFile => {
  const top: ManifestFile = JSON.parse(text(image.manifest));
  const child = top.manifests?.find(({ platform }) => platform.architecture === architecture);
  return child === undefined ? top : JSON.parse(text(image.manifests.get(child.digest)!));
};

const whiteouts = (path: string): readonly string[] => [
  path.replace(/([^/]+)$/, ".wh.$1"),
  path.replace(/[^/]+$/, ".wh..wh..opq"),
];

/** The zstd layers of the test builder hold their content as it is. */
const unpacked = (blob: Uint8Array): string =>
  (blob[0] === 0x1f && blob[1] === 0x8b ? gunzipSync(blob) : Buffer.from(blob)).toString();

import { createHash } from "node:crypto";
import type { Digest } from "../../src/domain/digest.ts";
import { createDigestTable } from "./digest-table.ts";

/** What is simulated. Layers are the unique ones of all images; attestations bring their statements besides. */
export interface Shape {
  readonly repositories: number;
  readonly manifests: number;
  readonly layers: number;
}

/** A manifest is known by its number, 0 to `shape.manifests`; those of a repository are a range of numbers. */
export interface Organisation {
  readonly shape: Shape;
  name(repository: number): string;
  findRepository(name: string): number | undefined;
  /** From `first` to before `end`. */
  range(repository: number): { readonly first: number; readonly end: number };
  body(manifest: number): Buffer;
  mediaType(manifest: number): string;
  digest(manifest: number): Digest;
  find(digest: string): number | undefined;
  tags(manifest: number): readonly string[];
  /** The manifest with a tag. */
  findTag(repository: number, tag: string): number | undefined;
  /** The manifest that a signature speaks of. */
  subject(manifest: number): number | undefined;
  /** Whether an index names it. */
  isChild(manifest: number): boolean;
}

/**
 * Ten manifests in a row are a release: an index with two platforms, an attestation and a signature; three tagged
 * images, one without a tag, and one with two tags. What does not fill a release at the end of a repository is images.
 */
const RELEASE = 10;
const SLOTS = [
  "index",
  "image",
  "image",
  "attestation",
  "signature",
  "image",
  "image",
  "image",
  "untagged",
  "image",
] as const;
type Role = (typeof SLOTS)[number];

/** One repository in forty is this many times as large as the others, so that listings have several pages. */
const LARGE_EVERY = 40;
const LARGE = 20;
/** Repositories that build on one base image, and its layers. */
const BASE_SHARED_BY = 40;
const BASE_LAYERS = 3;
const OCI = "application/vnd.oci.image";
const PLATFORMS = ["amd64", "arm64"] as const;

/** Every answer is computed from numbers; what is kept is 40 bytes a manifest, to find one by its digest. */
export function createOrganisation(shape: Shape): Organisation {
  const starts = repositoryStarts(shape);
  const ranges = (repository: number) => ({ first: starts[repository]!, end: starts[repository + 1]! });
  const place = (manifest: number) => placeOf(starts, manifest);
  const images = imageRanks(shape, place);
  const bases = Math.ceil(shape.repositories / BASE_SHARED_BY) * BASE_LAYERS;
  const table = createDigestTable(shape.manifests);

  const layersOf = (manifest: number): readonly number[] => {
    const base = Math.floor(place(manifest).repository / BASE_SHARED_BY) * BASE_LAYERS;
    const own = shape.layers - bases;
    const rank = images[manifest]!;
    return [base, base + 1, base + 2, ...[0, 1, 2].map((step) => bases + ((rank + step) % own))];
  };
  const body = (manifest: number): Buffer => {
    const { role, release } = place(manifest);
    const named = (other: number) => ({
      mediaType: mediaTypeOf(place(other).role),
      digest: table.digest(other),
      size: table.size(other),
    });
    if (role === "index") return json(indexBody(manifest, named));
    if (role === "attestation") return json(attestationBody(manifest));
    if (role === "signature") return json(signatureBody(manifest, named(release)));
    return json(imageBody(manifest, layersOf(manifest)));
  };
  // An index names what follows it, and a signature what stands before: the signed index must be there first.
  const digestAll = (of: (role: Role) => boolean): void => {
    for (let manifest = 0; manifest < shape.manifests; manifest++)
      if (of(place(manifest).role)) table.set(manifest, body(manifest));
  };
  digestAll((role) => role !== "index" && role !== "signature");
  digestAll((role) => role === "index");
  digestAll((role) => role === "signature");
  table.seal();

  const tags = (manifest: number): readonly string[] => {
    const { role, slot, repository } = place(manifest);
    const ordinal = manifest - ranges(repository).first;
    if (role === "index") return [`v${ordinal}`];
    // The children of an index have no tag, nor has one image that lost it.
    if (role !== "image" || slot === 1 || slot === 2) return [];
    return slot === 9 ? [`v${ordinal}`, `build-${ordinal}`] : [`v${ordinal}`];
  };
  return {
    shape,
    name: (repository) => `team-${repository % 20}/service-${String(repository).padStart(5, "0")}`,
    findRepository: (name) => {
      const number = Number(/^team-\d+\/service-(\d{5})$/.exec(name)?.[1] ?? Number.NaN);
      return number < shape.repositories ? number : undefined;
    },
    range: ranges,
    body,
    mediaType: (manifest) => mediaTypeOf(place(manifest).role),
    digest: table.digest,
    find: table.find,
    tags,
    findTag: (repository, tag) => {
      const { first, end } = ranges(repository);
      const manifest = first + Number(/^(?:v|build-)(\d+)$/.exec(tag)?.[1] ?? Number.NaN);
      return manifest < end && tags(manifest).includes(tag) ? manifest : undefined;
    },
    subject: (manifest) => {
      const { role, release } = place(manifest);
      return role === "signature" ? release : undefined;
    },
    isChild: (manifest) => [1, 2, 3].includes(place(manifest).slot),
  };
}

function repositoryStarts({ repositories, manifests }: Shape): Uint32Array {
  const starts = new Uint32Array(repositories + 1);
  let weight = 0;
  for (let repository = 0; repository < repositories; repository++) {
    weight += repository % LARGE_EVERY === 0 ? LARGE : 1;
    starts[repository + 1] = weight;
  }
  return starts.map((end) => Math.floor((end * manifests) / weight));
}

function placeOf(starts: Uint32Array, manifest: number) {
  let [low, high] = [0, starts.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= manifest) low = middle;
    else high = middle;
  }
  const [first, end] = [starts[low]!, starts[low + 1]!];
  const offset = (manifest - first) % RELEASE;
  const release = manifest - offset;
  const whole = release + RELEASE <= end;
  const role: Role = whole ? SLOTS[offset]! : "image";
  return { repository: low, release, role, slot: whole ? offset : 5 };
}

const mediaTypeOf = (role: Role): string => `${OCI}.${role === "index" ? "index" : "manifest"}.v1+json`;

/** How many images stand before each manifest. */
function imageRanks(shape: Shape, place: (manifest: number) => { readonly role: Role }): Uint32Array {
  const ranks = new Uint32Array(shape.manifests);
  let rank = 0;
  for (let manifest = 0; manifest < shape.manifests; manifest++) {
    ranks[manifest] = rank;
    if (["image", "untagged"].includes(place(manifest).role)) rank++;
  }
  return ranks;
}

interface Named {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
}

const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));

const blob = (mediaType: string, content: string, size: number) => ({
  mediaType,
  digest: `sha256:${createHash("sha256").update(content).digest("hex")}`,
  size,
});

const manifestHead = { schemaVersion: 2, mediaType: mediaTypeOf("image") };

const imageBody = (manifest: number, layers: readonly number[]) => ({
  ...manifestHead,
  config: blob(`${OCI}.config.v1+json`, `config ${manifest}`, 4000 + (manifest % 3000)),
  layers: layers.map((layer) => blob(`${OCI}.layer.v1.tar+gzip`, `layer ${layer}`, layerSize(layer))),
  annotations: {
    "org.opencontainers.image.created": new Date(1_600_000_000_000 + manifest * 60_000).toISOString(),
    "org.opencontainers.image.revision": createHash("sha1").update(`${manifest}`).digest("hex"),
  },
});

/** 10 kB to 60 MB, most of them small. */
const layerSize = (layer: number): number => 10_000 * 2 ** ((layer * 7) % 13) + (layer % 9973);

const indexBody = (manifest: number, named: (other: number) => Named) => ({
  schemaVersion: 2,
  mediaType: mediaTypeOf("index"),
  manifests: [
    ...PLATFORMS.map((architecture, at) => ({ ...named(manifest + 1 + at), platform: { architecture, os: "linux" } })),
    {
      ...named(manifest + 3),
      annotations: {
        "vnd.docker.reference.digest": named(manifest + 1).digest,
        "vnd.docker.reference.type": "attestation-manifest",
      },
      platform: { architecture: "unknown", os: "unknown" },
    },
  ],
});

const attestationBody = (manifest: number) => ({
  ...manifestHead,
  config: blob(`${OCI}.config.v1+json`, `config ${manifest}`, 167),
  layers: [blob("application/vnd.in-toto+json", `statement ${manifest}`, 9000)],
});

const signatureBody = (manifest: number, subject: Named) => ({
  ...manifestHead,
  artifactType: "application/vnd.dev.cosign.artifact.sig.v1+json",
  config: blob("application/vnd.oci.empty.v1+json", "{}", 2),
  layers: [blob("application/vnd.dev.cosign.simplesigning.v1+json", `signature ${manifest}`, 250)],
  subject,
});

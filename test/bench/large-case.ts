import { createHash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import type { Digest } from "../../src/domain/digest.ts";
import type { BlobKind, BlobScan, DocumentFinding, PathSets } from "../../src/domain/finding.ts";
import type { Descriptor, Manifest } from "../../src/domain/oci.ts";
import { packHashes, pathHash } from "../../src/domain/path-sets.ts";
import { openStore, type Store } from "../../src/store/store.ts";

/**
 * What is simulated: each repository has as many images, of eight layers, and each secret as many places in one of them.
 * `imagesOfBuild`: images in a row that share what a build brings; `again`: repositories that a second audit looks at.
 */
export interface CaseShape {
  readonly repositories: number;
  readonly imagesOfEach: number;
  readonly imagesOfBuild: number;
  readonly secrets: number;
  readonly placesOfEach: number;
  readonly dependencyFiles: number;
  readonly again: number;
}

const RULESET = "bench";
const REGISTRY = "registry.bench.example";
/** Bases of three layers; those of one distribution share the lowest. */
const BASES = 20;
const DISTRIBUTIONS = 4;
const BASE_FILES = 4000;
/** Images of a repository in a row that have the same dependencies. */
const SAME_DEPENDENCIES = 5;
const APPLICATION_FILES = 150;
/** One secret in this many stands in a base image. */
const IN_BASE = 500;
/** Repositories that are written in one transaction. */
const TOGETHER = 10;
/** As many of the newest images of a repository are pushed between the two audits; the tag `latest` moves to the last. */
const LATER = 2;

/** A case as audits of an organisation leave it, without the scanning: the same for the same shape, but for times and key. */
export async function recordLargeCase(path: string, shape: CaseShape): Promise<void> {
  const store = openStore(path, { create: true });
  try {
    store.key();
    for (const round of [0, 1]) await recordRun(store, { shape, round });
  } finally {
    store.close();
  }
}

interface Round {
  readonly shape: CaseShape;
  readonly round: number;
}

async function recordRun(store: Store, { shape, round }: Round): Promise<void> {
  const run = store.runs.start({ targets: [REGISTRY], rulesetId: RULESET, tool: "bench" });
  const last = shape.imagesOfEach - (round === 0 ? LATER : 0);
  const repositories = round === 0 ? shape.repositories : shape.again;
  for (let repository = 0; repository < repositories; repository++) {
    // What is written in one turn is one transaction.
    if (repository % TOGETHER === 0) await turn();
    store.atomically(() => {
      const name = `team-${repository % 40}/service-${repository}`;
      for (let image = 0; image < last; image++)
        recordImage(store, { run, shape, repository, name, image, isLast: image === last - 1 });
      store.images.finishRepository(run, {
        repository: { registry: REGISTRY, name },
        method: "bench",
        identity: "ann",
      });
    });
  }
  store.runs.finish(run);
}

interface Pushed {
  readonly run: number;
  readonly shape: CaseShape;
  readonly repository: number;
  readonly name: string;
  readonly image: number;
  readonly isLast: boolean;
}

function recordImage(store: Store, pushed: Pushed): void {
  const { run, shape, repository, image, name } = pushed;
  const blobs = blobsOf(pushed);
  const manifest: Manifest = {
    digest: digestOf(`manifest ${repository} ${image}`),
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    role: "image",
    body: new Uint8Array(1000),
    config: blobs.config,
    layers: blobs.layers,
    manifests: [],
    annotations: {},
  };
  for (const tag of [`1.${image}`, ...(pushed.isLast ? ["latest"] : [])])
    store.images.record(
      run,
      { repository: { registry: REGISTRY, name }, tag, digest: manifest.digest, pushedAt: dayOf(image) },
      manifest,
    );
  const scan = (blob: Descriptor, kind: BlobKind, parts: Partial<BlobScan>): void => {
    if (!store.scans.isScanned(blob.digest, RULESET)) store.scans.record({ ...emptyScan(blob.digest, kind), ...parts });
  };
  scan({ ...manifest, size: manifest.body.length }, "manifest", {});
  scan(blobs.config, "config", configOf(pushed));
  const { base, distribution } = basesOf(repository);
  for (const [position, layer] of blobs.layers.entries()) {
    if (store.scans.isScanned(layer.digest, RULESET)) continue;
    const findings = position === 2 ? baseFindings(shape, base) : position === 5 ? ownFindings(pushed) : [];
    scan(layer, "layer", { paths: pathsOf(position, { ...pushed, distribution, base }), findings });
  }
}

const basesOf = (repository: number) => ({ base: repository % BASES, distribution: repository % DISTRIBUTIONS });

function blobsOf({ shape, repository, image }: Pushed): {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
} {
  const { base, distribution } = basesOf(repository);
  const build = Math.floor(image / shape.imagesOfBuild);
  const own = [
    `application ${repository} ${build}`,
    `cleaned ${repository} ${build >> 1}`,
    `user ${repository} ${build >> 1}`,
  ];
  const names = [
    `distribution ${distribution}`,
    `language ${base}`,
    `base ${base}`,
    `packages ${repository}`,
    `dependencies ${repository} ${Math.floor(image / Math.max(SAME_DEPENDENCIES, shape.imagesOfBuild))}`,
    ...own,
  ];
  const descriptor = (name: string, mediaType: string): Descriptor => ({ mediaType, digest: digestOf(name), size: 1 });
  return {
    config: descriptor(`config ${repository} ${image}`, "application/vnd.oci.image.config.v1+json"),
    layers: names.map((name) => descriptor(name, "application/vnd.oci.image.layer.v1.tar+gzip")),
  };
}

/** What each layer holds: the sixth has the secrets, the seventh deletes half of them, the last overwrites some. */
function pathsOf(position: number, { shape, repository, base, distribution }: Pushed & ReturnType<typeof basesOf>) {
  const opaque = position === 6 && repository % 5 === 0;
  const files: readonly (() => PackedFiles)[] = [
    () => many(BASE_FILES, `usr/lib/${distribution}`),
    () => many(BASE_FILES, `usr/local/${base}`),
    () => settings("base", ["etc/base.conf"]),
    () => many(200, "usr/share"),
    () => many(shape.dependencyFiles, `app/node_modules/${repository % 7}`),
    () => settings("application", [...manyPaths(APPLICATION_FILES, "app/src"), ...settingsPaths(() => true)]),
    () => settings("built", ["app/.built"]),
    () =>
      settings(
        "over",
        settingsPaths((at) => at % 10 === 1),
      ),
  ];
  return {
    files: files[position]!(),
    directories: settings("folders", ["app"]),
    whiteouts:
      position === 6
        ? settings(
            "deleted",
            settingsPaths((at) => at % 2 === 0),
          )
        : "",
    opaques: opaque ? settings("opaque", ["app/config/3"]) : "",
  };
}

type PackedFiles = PathSets["files"];

/** Many layers hold the same files: to hash their paths once saves most of the time. */
const packedSets = new Map<string, PackedFiles>();
const settings = (name: string, paths: readonly string[]): PackedFiles => {
  const known = packedSets.get(name) ?? packHashes(Float64Array.from(paths, pathHash));
  packedSets.set(name, known);
  return known;
};

const many = (count: number, folder: string): PackedFiles =>
  packedSets.get(`${count} ${folder}`) ?? settings(`${count} ${folder}`, manyPaths(count, folder));

const manyPaths = (count: number, folder: string): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${folder}/d${at % 50}/f${at}`);

const settingsPaths = (of: (at: number) => boolean): readonly string[] =>
  Array.from({ length: 200 }, (_, at) => at).flatMap((at) => (of(at) ? [settingsPath(at)] : []));

const settingsPath = (at: number): string => `app/config/${at % 10}/settings-${at}.env`;

/** The secrets of a repository stand in the same files of all its images, and every fifth in their environment too. */
function ownFindings({ shape, repository, image }: Pushed): readonly DocumentFinding[] {
  const each = Math.ceil((shape.placesOfEach * shape.imagesOfBuild) / shape.imagesOfEach);
  return secretsOf(shape, repository).flatMap((secret) =>
    Array.from({ length: each }, (_, copy) =>
      finding(secret, {
        kind: "file",
        path: settingsPath((secret * 7 + copy * 13 + (Math.floor(image / shape.imagesOfBuild) % 2)) % 200),
        line: copy + 1,
      }),
    ),
  );
}

function configOf({ shape, repository, image }: Pushed): Partial<BlobScan> {
  const isFirst = image % shape.imagesOfBuild === 0;
  const secrets = isFirst ? secretsOf(shape, repository).filter((secret) => secret % 5 === 0) : [];
  const lines = ["ADD rootfs.tar /", "RUN install", "COPY base.conf /etc", "RUN packages", "COPY . /app"];
  const history = [...lines, "COPY app /app", "RUN rm -f /app/config", "COPY settings /app"].map((createdBy) => ({
    createdBy: `${createdBy} # service ${repository}`,
    emptyLayer: false,
  }));
  const env = secrets.map((secret) => ({ createdBy: `ENV TOKEN_${secret}=•••`, emptyLayer: true }));
  return {
    findings: secrets.map((secret) => finding(secret, { kind: "env", path: `Env[TOKEN_${secret}]`, line: 1 })),
    config: {
      created: dayOf(image),
      platform: { os: "linux", architecture: "amd64" },
      diffIds: history.map((_, at) => digestOf(`diff ${repository} ${image} ${at}`)),
      history: [...history, ...env],
      origin: { "org.opencontainers.image.source": `https://git.bench.example/service-${repository}` },
    },
  };
}

const baseFindings = (shape: CaseShape, base: number): readonly DocumentFinding[] =>
  secretNumbers(shape)
    .filter((secret) => secret % IN_BASE === 1 && Math.floor(secret / IN_BASE) % BASES === base)
    .map((secret) => finding(secret, { kind: "file", path: "etc/base.conf", line: 1 }));

const secretNumbers = ({ secrets }: CaseShape): readonly number[] => Array.from({ length: secrets }, (_, at) => at);

const secretsOf = (shape: CaseShape, repository: number): readonly number[] => {
  const each = Math.ceil(shape.secrets / shape.repositories);
  return Array.from({ length: each }, (_, at) => repository * each + at).filter((secret) => secret < shape.secrets);
};

interface Where {
  readonly kind: "file" | "env";
  readonly path: string;
  readonly line: number;
}

const finding = (secret: number, { kind, path, line }: Where): DocumentFinding => ({
  fingerprint: hash(`secret ${secret}`),
  sealedHash: hash(`sealed ${secret}`),
  ruleId: "generic-secret",
  provider: "generic",
  title: "Secret",
  severity: secret % 3 === 0 ? "critical" : "high",
  confidence: "high",
  strength: "prefix",
  runbook: "generic",
  preview: "•••••••• (24 characters)",
  validity: "unknown",
  facts: { user: `service-${secret}` },
  reasons: ["name says secret"],
  span: { start: line * 40, end: line * 40 + 24 },
  line,
  name: `TOKEN_${secret}`,
  document: { kind, path },
  provenance: "application",
});

const emptyScan = (digest: Digest, kind: BlobKind): BlobScan => ({
  ...{ digest, kind, rulesetId: RULESET, status: "scanned", bytes: 1, unpackedBytes: 1, documents: 1 },
  ...{ findings: [], skips: [] },
});

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const digestOf = (name: string): Digest => `sha256:${hash(name)}`;
const dayOf = (image: number): string => new Date(Date.UTC(2026, 0, 1 + image)).toISOString();

import type { Digest } from "../../domain/digest.ts";
import type { BlobJob, BlobScan, DocumentFinding } from "../../domain/finding.ts";
import type { Descriptor, Manifest, Repository } from "../../domain/oci.ts";
import { unordered } from "../../executor/unordered.ts";
import { createTurns } from "../../layer/turns.ts";
import type { ImageSource } from "../../registry/source.ts";
import { layerKind } from "../../store/images.ts";
import { createProcessBlob } from "../process-blob.ts";
import { pullFrom } from "../pull-blob.ts";
import { recent } from "../recent.ts";
import { resolve } from "../resolve.ts";
import { createCanaryScanner } from "./canary-scanner.ts";

interface CanaryPlace {
  readonly canary: string;
  /** `layer 3 of 5: app/.npmrc`, `config: Env[NPM_TOKEN]`. */
  readonly place: string;
}

export interface CanarySearch {
  /** Manifests, configs, layers and attestations that were read. */
  readonly blobs: number;
  readonly places: readonly CanaryPlace[];
  readonly losses: readonly SearchLoss[];
}

/** What could not be read in full, and why. */
interface SearchLoss {
  readonly blob?: Digest;
  /** `layer 3 of 5: app.zip: encrypted`. */
  readonly what: string;
}

/** Looks for the canaries in every byte of all images of a source, and closes it. */
export const searchImages = async (
  source: ImageSource,
  canaries: readonly string[],
  signal: AbortSignal,
): Promise<CanarySearch> => {
  try {
    const { jobs, losses } = await jobsOf(source, signal);
    const run = createProcessBlob({ pull: pullFrom([source]), scanner: createCanaryScanner(canaries) });
    const places: CanaryPlace[] = [];
    for await (const { scan, where } of unordered(
      jobs,
      { limit: LIMIT, run: async (one) => ({ where: one.where, scan: await run(one.job, signal) }) },
      signal,
    )) {
      places.push(...scan.findings.map((finding) => ({ canary: finding.fingerprint, place: placeOf(where, finding) })));
      losses.push(...lossesOf(where, scan));
    }
    return { blobs: jobs.length, places: places.sort((a, b) => (a.place < b.place ? -1 : 1)), losses };
  } finally {
    await source.close();
  }
};

/** Blobs read at a time. */
const LIMIT = 4;
/** Manifests of one image, far more than one build makes. */
const ASKED = 1000;

interface PlacedJob {
  readonly job: BlobJob;
  /** `layer 3 of 5`. */
  readonly where: string;
}

const jobsOf = async (
  source: ImageSource,
  signal: AbortSignal,
): Promise<{ readonly jobs: readonly PlacedJob[]; readonly losses: SearchLoss[] }> => {
  const context = { source, touch: () => false, below: () => [], asked: recent(ASKED), turns: createTurns() };
  const jobs = new Map<string, PlacedJob>();
  const losses: SearchLoss[] = [];
  for await (const listed of source.images(signal)) {
    if ("gap" in listed) losses.push({ what: listed.gap.reason });
    if (!("image" in listed)) continue;
    for await (const found of resolve(context, listed.image, signal)) {
      if (found.type === "gap") losses.push({ what: found.gap.reason });
      if (found.type !== "manifest") continue;
      for (const one of manifestJobs(found.manifest, found.ref.repository))
        if (!jobs.has(one.job.blob.digest)) jobs.set(one.job.blob.digest, one);
    }
  }
  return { jobs: [...jobs.values()], losses };
};

const manifestJobs = (manifest: Manifest, holder: Repository): readonly PlacedJob[] => {
  const { digest, mediaType, body, config, layers } = manifest;
  const job = (blob: Descriptor, kind: BlobJob["kind"]): BlobJob => ({ blob, kind, holders: [holder] });
  const data = Buffer.from(body).toString("base64");
  const role = manifest.role === "cache" ? "cache " : "";
  return [
    { job: job({ digest, mediaType, size: body.length, data }, "manifest"), where: `${role}manifest` },
    ...(config === undefined ? [] : [{ job: job(config, "config"), where: `${role}config` }]),
    ...layers.map((layer, index) => {
      const kind = layerKind(manifest, layer);
      return { job: job(layer, kind), where: `${role}${kind} ${index + 1} of ${layers.length}` };
    }),
  ];
};

const placeOf = (where: string, { document }: DocumentFinding): string =>
  document.path === "" ? where : `${where}: ${document.path}`;

const lossesOf = (where: string, { digest, reason, skips }: BlobScan): readonly SearchLoss[] =>
  [
    ...(reason === undefined ? [] : [`${where}: ${reason}`]),
    ...skips.map((skip) => `${where}: ${skip.path === undefined ? "" : `${skip.path}: `}${skip.reason}`),
  ].map((what) => ({ blob: digest, what }));

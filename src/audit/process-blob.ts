import { debuglog } from "node:util";
import type { MessagePort } from "node:worker_threads";
import type { BlobJob, BlobScan, Scanner } from "../domain/finding.ts";
import type { Repository } from "../domain/oci.ts";
import type { ProcessBlob, PullBlob } from "../executor/executor.ts";
import { defectReason } from "../layer/defect.ts";
import type { KnownFiles } from "../layer/known/known-files.ts";
import { ATTESTATION_BYTES, CONFIG_BYTES, LAYER_LIMITS } from "../layer/limits.ts";
import { scanAttestation } from "../layer/scan-attestation.ts";
import { scanConfig } from "../layer/scan-config.ts";
import { scanLayer } from "../layer/scan-layer.ts";
import { scanManifest } from "../layer/scan-manifest.ts";
import { ScanBrokeOff } from "../layer/share/merge-batch.ts";
import { createTurns } from "../layer/turns.ts";
import { MANIFEST_LIMIT } from "../registry/manifest.ts";
import { earlier, PullError } from "../registry/pull-error.ts";
import { verified } from "../registry/verified.ts";
import { maskPaths } from "./mask-paths.ts";
import type { Sealing } from "./sealing.ts";

const debug = debuglog("exhume:blob");

export interface ProcessBlobInput {
  readonly pull: PullBlob;
  readonly scanner: Scanner;
  /** When values are to be kept for the responders. */
  readonly sealing?: Sealing | undefined;
  /** Asked when a layer is begun: `beside` where a core has nothing to do. Without it a layer is unpacked beside. */
  readonly inflate?: (() => "here" | "beside") | undefined;
  /** Asked again and again while a layer is scanned: another thread that helps with it. */
  readonly helper?: ((job: BlobJob) => MessagePort | undefined) | undefined;
  /** Files of layers before, of which the scanner need not be asked again. */
  readonly files?: KnownFiles | undefined;
}

/**
 * Pulls one blob from the first holder that serves it, and scans it as it streams. What was found counts only once
 * size and digest of the whole blob were right; anything else ends as a reason for the ledger.
 */
export function createProcessBlob(input: ProcessBlobInput): ProcessBlob {
  const { pull, scanner, sealing, inflate, helper, files } = input;
  const { rulesetId } = scanner;
  return async (job, signal) => {
    const reasons: string[] = [];
    let againAt: number | undefined;
    for (const holder of job.holders)
      try {
        return await scanWithHelper({ job, holder, pull, scanner, sealing, inflate, helper, files }, signal);
      } catch (error) {
        signal.throwIfAborted();
        reasons.push(reasonOf(error, job));
        if (!(error instanceof PullError))
          return failedScan(job, { rulesetId, status: "skipped", reason: reasons.join("; ") });
        againAt = earlier(againAt, error.againAt);
      }
    const reason = reasons.join("; ") || "no repository of this audit holds it";
    return {
      ...failedScan(job, { rulesetId, status: "unreachable", reason }),
      ...(againAt === undefined ? {} : { againAt }),
    };
  };
}

interface Attempt {
  readonly job: BlobJob;
  readonly holder: Repository;
  readonly pull: PullBlob;
  readonly scanner: Scanner;
  readonly sealing: Sealing | undefined;
  readonly inflate: ProcessBlobInput["inflate"];
  readonly helper: ProcessBlobInput["helper"];
  readonly files: ProcessBlobInput["files"];
}

/** And alone where that broke off, whichever thread it was. */
async function scanWithHelper(attempt: Attempt, signal: AbortSignal): Promise<BlobScan> {
  try {
    return await scanFrom(attempt, signal);
  } catch (error) {
    if (!(error instanceof ScanBrokeOff)) throw error;
    debug("%s: %s", attempt.job.blob.digest, error.message);
    return await scanFrom({ ...attempt, helper: undefined }, signal);
  }
}

async function scanFrom(attempt: Attempt, signal: AbortSignal): Promise<BlobScan> {
  const { job, holder, pull, scanner } = attempt;
  const sealing = attempt.sealing?.open();
  let bytes = 0;
  const stream = counted(job.blob.data === undefined ? pull(job, holder, signal) : inlineData(job), (count) => {
    bytes += count;
  });
  const found = await scanByKind(
    job,
    {
      stream,
      scanner: sealing?.scanner ?? scanner,
      inflate: attempt.inflate,
      helper: attempt.helper,
      // What is known of a file has no values, and they may not be sealed yet: a blob before may have failed in the end.
      files: sealing === undefined ? attempt.files : undefined,
    },
    signal,
  );
  const sealed = (await sealing?.end(found.findings)) ?? [];
  const scanned = maskPaths(found, scanner);
  const { skips } = scanned;
  return {
    digest: job.blob.digest,
    kind: job.kind,
    rulesetId: scanner.rulesetId,
    status: skips.length > 0 ? "partial" : "scanned",
    ...scanned,
    ...(sealed.length > 0 ? { sealed } : {}),
    bytes: job.blob.data === undefined ? bytes : 0,
  };
}

/** A manifest at hand was verified when it was parsed; the digest of a signed one is not that of its bytes. */
async function* inlineData({ blob, kind }: BlobJob): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(blob.data ?? "", "base64");
  if (kind === "manifest") yield bytes;
  else yield* verified([bytes], blob, `reading ${blob.digest} from its manifest`);
}

type Scanned = Omit<BlobScan, "digest" | "kind" | "rulesetId" | "status" | "bytes">;

async function scanByKind(
  job: BlobJob,
  input: Pick<Attempt, "scanner" | "inflate" | "helper" | "files"> & { readonly stream: AsyncIterable<Uint8Array> },
  signal: AbortSignal,
): Promise<Scanned> {
  const { stream, scanner } = input;
  if (job.kind === "layer" || job.kind === "artifact")
    return scanLayer(
      stream,
      {
        scanner,
        limits: LAYER_LIMITS,
        inflate: input.inflate?.() ?? "beside",
        helper: () => input.helper?.(job),
        files: input.files,
      },
      signal,
    );
  if (job.blob.size > READ_WHOLE[job.kind]) return scanAsBytes(job.kind, input, signal);
  const end = job.blob.size > SMALL ? await LARGE.take("metadata") : () => undefined;
  try {
    const bytes = await collect(stream);
    const scanned = { config: scanConfig, attestation: scanAttestation, manifest: scanManifest }[job.kind](
      bytes,
      scanner,
    );
    return { ...scanned, unpackedBytes: bytes.length };
  } finally {
    end();
  }
}

/** Nearly all metadata is smaller, in bytes. What is larger is read one after the other: as values it takes many times its size. */
const SMALL = 1024 * 1024;
const LARGE = createTurns();

type Metadata = Exclude<BlobJob["kind"], "layer" | "artifact">;

/** Too large to be read field by field: every byte is scanned all the same, and what is lost is said. */
async function scanAsBytes(
  kind: Metadata,
  { stream, scanner }: { readonly stream: AsyncIterable<Uint8Array>; readonly scanner: Scanner },
  signal: AbortSignal,
): Promise<Scanned> {
  const scanned = await scanLayer(stream, { scanner, limits: LAYER_LIMITS }, signal);
  const reason = `larger than ${READ_WHOLE[kind]} bytes: scanned as text, its fields are not told apart`;
  return { ...scanned, skips: [{ reason }, ...scanned.skips] };
}

const READ_WHOLE: Readonly<Record<Metadata, number>> = {
  config: CONFIG_BYTES,
  attestation: ATTESTATION_BYTES,
  manifest: MANIFEST_LIMIT,
};

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* counted(stream: AsyncIterable<Uint8Array>, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    count(chunk.length);
    yield chunk;
  }
}

/** A defect that one image brings to light must not end the audit of the others. */
const reasonOf = (error: unknown, job: BlobJob): string =>
  error instanceof PullError ? error.message : defectReason(error, job.blob.digest);

/** Of a blob that could not be scanned. */
export const failedScan = (
  job: BlobJob,
  { rulesetId, status, reason }: Pick<BlobScan, "rulesetId" | "status"> & { readonly reason: string },
): BlobScan => ({
  digest: job.blob.digest,
  kind: job.kind,
  rulesetId,
  status,
  reason,
  bytes: 0,
  unpackedBytes: 0,
  documents: 0,
  findings: [],
  skips: [],
});

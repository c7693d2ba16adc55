import type { BlobJob, BlobScan } from "../domain/finding.ts";
import { type ImageRef, type Manifest, repositoryName } from "../domain/oci.ts";
import type { WorkEvent } from "../domain/rotation.ts";
import type { Executor, ProcessBlob } from "../executor/executor.ts";
import { unordered } from "../executor/unordered.ts";
import type { Gap, ImageSource, Listing } from "../registry/source.ts";
import { layerKind } from "../store/images.ts";
import type { Store } from "../store/store.ts";
import { reopenReturned } from "./reopen.ts";
import { resolve } from "./resolve.ts";

/** References resolved at a time per source: small requests, so what three connections carry (registries.md section 4). */
const LOOKUPS = 4;

export interface AuditInput {
  readonly sources: readonly ImageSource[];
  readonly store: Store;
  readonly execute: Executor;
  /** For manifests and what they hold, whose bytes are at hand when they are recorded. */
  readonly processBlob: ProcessBlob;
  readonly rulesetId: string;
  readonly targets: readonly string[];
  readonly tool: string;
}

export type AuditEvent =
  | { readonly type: "started"; readonly runId: number }
  | { readonly type: "image"; readonly ref: ImageRef; readonly pulled: number }
  | { readonly type: "gap"; readonly gap: Gap }
  | { readonly type: "notice"; readonly text: string }
  | { readonly type: "plan"; readonly blobs: number; readonly bytes: number }
  | { readonly type: "blob"; readonly scan: BlobScan; readonly newSecrets: number }
  | { readonly type: "reopened"; readonly event: WorkEvent }
  | { readonly type: "finished"; readonly runId: number };

/**
 * Phase 1 records what the registries serve; then the exact set of blobs is known. Phase 2 runs every blob that has
 * no scan yet: the case is the queue, so an interrupted audit goes on where it was, and no blob is pulled twice.
 */
export async function* audit(input: AuditInput, signal: AbortSignal): AsyncGenerator<AuditEvent> {
  const { store, rulesetId } = input;
  const runId = store.runs.start({ targets: input.targets, rulesetId, tool: input.tool });
  yield { type: "started", runId };
  for (const source of input.sources) yield* enumerate({ ...input, source, runId }, signal);
  yield { type: "plan", ...store.scans.pendingTotal(runId, rulesetId) };
  for await (const scan of input.execute(store.scans.pending(runId, rulesetId), signal))
    yield { type: "blob", scan, ...store.scans.record(scan) };
  for (const event of reopenReturned(store, new Date())) yield { type: "reopened", event };
  store.runs.finish(runId);
  yield { type: "finished", runId };
}

type Enumerate = AuditInput & { readonly source: ImageSource; readonly runId: number };

async function* enumerate(input: Enumerate, signal: AbortSignal): AsyncGenerator<AuditEvent> {
  const broken = new Set<string>();
  const listed = new Map<string, Listing>();
  const asked = new Set<string>();
  const events = unordered(
    input.source.images(signal),
    {
      limit: input.source.lookups ?? LOOKUPS,
      run: async (item) => ("image" in item ? recordImage({ ...input, asked }, item.image, signal) : item),
    },
    signal,
  );
  for await (const event of events)
    if ("listed" in event) listed.set(repositoryName(event.listed.repository), event.listed);
    else if ("notice" in event) yield { type: "notice", text: event.notice };
    else if ("gap" in event) yield recordGap(input, event.gap);
    else {
      for (const gap of event.gaps) yield recordGap(input, gap);
      if (event.broken) broken.add(repositoryName(event.ref.repository));
      yield { type: "image", ref: event.ref, pulled: event.pulled };
    }
  // An image that could not be reached this time is not gone.
  for (const [name, listing] of listed)
    if (!broken.has(name) && (await lookAgain(input, listing, signal)))
      input.store.images.finishRepository(input.runId, listing);
}

/**
 * A listing by tags does not name what lost its tag: what an earlier audit saw is looked up by digest, and counts as
 * there while the registry serves it. False when the registry does not say.
 */
async function lookAgain(input: Enumerate, listing: Listing, signal: AbortSignal): Promise<boolean> {
  const { source, store, runId } = input;
  if (listing.exhaustive || source.serves === undefined) return true;
  let certain = true;
  for (const digest of store.images.unseen(runId, listing.repository)) {
    const served = await source.serves(listing.repository, digest, signal);
    if (served) store.images.touch(runId, { repository: listing.repository, digest });
    certain &&= served !== undefined;
  }
  return certain;
}

function recordGap(input: Enumerate, gap: Gap): AuditEvent {
  input.store.runs.recordGap(input.runId, gap);
  return { type: "gap", gap };
}

interface RecordedImage {
  readonly ref: ImageRef;
  readonly pulled: number;
  readonly gaps: readonly Gap[];
  readonly broken: boolean;
}

async function recordImage(
  input: Enumerate & { readonly asked: Set<string> },
  ref: ImageRef,
  signal: AbortSignal,
): Promise<RecordedImage> {
  const { store, runId } = input;
  const gaps: Gap[] = [];
  let pulled = 0;
  let broken = false;
  const touch: Parameters<typeof resolve>[0]["touch"] = (known) => store.images.touch(runId, known);
  for await (const resolved of resolve({ source: input.source, touch, asked: input.asked }, ref, signal))
    if (resolved.type === "gap") {
      gaps.push(resolved.gap);
      broken ||= !resolved.absent;
    } else if (resolved.type === "manifest") {
      pulled++;
      const scans = await scanAtHand(input, resolved, signal);
      store.atomically(() => {
        store.images.record(runId, resolved.ref, resolved.manifest);
        for (const scan of scans) store.scans.record(scan);
      });
    }
  return { ref, pulled, gaps, broken };
}

/**
 * The bytes of a manifest are here now; pulled again they would count against a pull limit. So are blobs that it
 * holds itself (`data` of a descriptor); one whose bytes are not what they claim is left to be pulled.
 */
async function scanAtHand(
  input: Enumerate,
  { ref, manifest }: { readonly ref: ImageRef; readonly manifest: Manifest },
  signal: AbortSignal,
): Promise<readonly BlobScan[]> {
  const { digest, mediaType, body, config, layers } = manifest;
  const holders = [ref.repository];
  const data = Buffer.from(body).toString("base64");
  const jobs: readonly BlobJob[] = [
    { blob: { digest, mediaType, size: body.length, data }, kind: "manifest", holders },
    ...(config === undefined ? [] : [{ blob: config, kind: "config" as const, holders }]),
    ...layers.map((blob) => ({ blob, kind: layerKind(manifest, blob), holders })),
  ];
  const wanted = jobs.filter(
    ({ blob }) => blob.data !== undefined && !input.store.scans.isScanned(blob.digest, input.rulesetId),
  );
  const scans = await Promise.all(wanted.map(async (job) => input.processBlob(job, signal)));
  return scans.filter(({ kind, status }) => kind === "manifest" || status !== "unreachable");
}

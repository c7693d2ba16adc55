import type { Digest } from "../domain/digest.ts";
import type { BlobJob, BlobScan } from "../domain/finding.ts";
import { type ImageRef, type Manifest, repositoryName } from "../domain/oci.ts";
import { unordered } from "../executor/unordered.ts";
import { createTurns } from "../layer/turns.ts";
import { parseEcrHost } from "../registry/aws/host.ts";
import { earlier, isTime, PullError } from "../registry/pull-error.ts";
import type { Gap, ImageSource, Listed, Listing } from "../registry/source.ts";
import { plural } from "../report/phrases.ts";
import { layerKind } from "../store/images.ts";
import type { AuditEvent, AuditInput } from "./audit.ts";
import type { Spending } from "./budget.ts";
import { covers } from "./covers.ts";
import { recent } from "./recent.ts";
import { recordScan } from "./record-scan.ts";
import { type Resolve, resolve } from "./resolve.ts";

/** References resolved at a time per source: small requests, so what three connections carry (registries.md section 4). */
const LOOKUPS = 4;

/** Names of manifests whose referrers were asked for; what is forgotten after so many is asked for once more. */
const ASKED = 20_000;

/** Images that are asked for once more when all was listed, as what stood in the way may have passed. */
const AGAIN = 10_000;

export type Enumerate = AuditInput & { readonly source: ImageSource; readonly runId: number };

/** Records what a source serves, and what of it could not be seen. */
export async function* enumerate(input: Enumerate, signal: AbortSignal): AsyncGenerator<AuditEvent> {
  const broken = new Set<string>();
  const listed = new Map<string, Listing>();
  const context = { asked: recent(ASKED), turns: createTurns() };
  const held: RecordedImage[] = [];
  const steps = (items: AsyncIterable<Listed> | Iterable<Listed>) =>
    unordered(
      items,
      {
        limit: input.source.lookups ?? LOOKUPS,
        run: async (item) => ("image" in item ? recordImage({ ...input, ...context }, item.image, signal) : item),
      },
      signal,
    );
  const events = async function* () {
    for await (const event of steps(input.source.images(signal)))
      if ("againAt" in event && event.againAt !== undefined && held.length < AGAIN) held.push(event);
      else yield event;
    const now = Date.now();
    for (const event of held) if (!isTime(event, now)) yield event;
    yield* steps(held.flatMap((event) => (isTime(event, now) ? [{ image: event.ref }] : [])));
  };
  const left = new Map<string, number>();
  let limit = "";
  let refused = false;
  for await (const event of events()) {
    if ("listed" in event) listed.set(repositoryName(event.listed.repository), event.listed);
    else if ("notice" in event) yield { type: "notice", text: event.notice };
    else if ("gap" in event) {
      refused ||= event.gap.scope === "registry" && event.gap.status !== "unlistable";
      for (const ref of event.present ?? []) input.store.images.touch(input.runId, ref);
      yield recordGap(input, event.gap);
    } else {
      for (const gap of event.gaps) yield recordGap(input, gap);
      const name = repositoryName(event.ref.repository);
      if (event.broken) broken.add(name);
      if (event.limit !== undefined) {
        left.set(name, (left.get(name) ?? 0) + 1);
        limit = event.limit;
      }
      yield { type: "image", ref: event.ref, pulled: event.pulled };
    }
  }
  for (const [subject, images] of left)
    yield recordGap(input, {
      scope: "repository",
      subject,
      status: "skipped",
      reason: `${plural(images, "image")} ${images === 1 ? "is" : "are"} left: ${limit}`,
    });
  // An image that could not be reached this time is not gone.
  for (const [name, listing] of listed)
    if (!broken.has(name) && (await lookAgain(input, listing, signal)))
      input.store.atomically(() => input.store.images.finishRepository(input.runId, listing));
  const [any] = listed.values();
  if (!refused) await lookForUnlisted(input, any?.identity ?? "the login in use", signal);
}

/**
 * A repository that was deleted is named by no listing any more. One that the targets name and that an earlier audit
 * listed is gone when the registry says of each of its manifests that it has none.
 */
async function lookForUnlisted(input: Enumerate, identity: string, signal: AbortSignal): Promise<void> {
  const { source, store, runId, targets } = input;
  if (source.serves === undefined) return;
  for (const repository of store.images.unlisted(runId, source.registry)) {
    if (!targets.some((target) => names(target, repositoryName(repository)))) continue;
    const listing = { repository, method: "asking for each digest", identity, exhaustive: false };
    if (await lookAgain(input, listing, signal)) store.atomically(() => store.images.finishRepository(runId, listing));
  }
}

/** The target `ecr` stands for all registries of the accounts: they are known by their hosts. */
const names = (typed: string, repository: string): boolean =>
  covers(typed, repository) || (typed === "ecr" && parseEcrHost(repository.split("/", 1)[0] ?? "") !== undefined);

/**
 * A listing by tags does not name what lost its tag: what an earlier audit saw is looked up by digest, and counts as
 * there while the registry serves it. False when the registry does not say.
 */
async function lookAgain(input: Enumerate, listing: Listing, signal: AbortSignal): Promise<boolean> {
  const { source, store, runId } = input;
  if (listing.exhaustive || source.serves === undefined) return true;
  const { repository } = listing;
  const look = async (digest: Digest) => ({ digest, served: await source.serves?.(repository, digest, signal) });
  let certain = true;
  let absent = false;
  // Before what is touched here counts as seen.
  const witness = store.images.witness(runId, repository);
  const unseen = store.images.unseen(runId, repository);
  for await (const { digest, served } of unordered(unseen, { limit: LOOKUPS, run: look }, signal)) {
    if (served) store.atomically(() => store.images.touch(runId, { repository, digest }));
    certain &&= served !== undefined;
    absent ||= served === false;
  }
  if (!certain || !absent || source.doubtfulAbsence !== true) return certain;
  return witness !== undefined && (await source.serves(repository, witness, signal)) === true;
}

export function recordGap(input: Pick<Enumerate, "store" | "runId">, gap: Gap): AuditEvent {
  input.store.atomically(() => input.store.runs.recordGap(input.runId, gap));
  return { type: "gap", gap };
}

interface RecordedImage {
  readonly ref: ImageRef;
  readonly pulled: number;
  readonly gaps: readonly Gap[];
  readonly broken: boolean;
  /** Something of it could not be reached, and might be from this time on. */
  readonly againAt: number | undefined;
  /** Why not all of it could be pulled now, and may be later. */
  readonly limit?: string;
}

async function recordImage(
  input: Enumerate & Pick<Resolve, "asked" | "turns">,
  ref: ImageRef,
  signal: AbortSignal,
): Promise<RecordedImage> {
  const { store, runId } = input;
  const gaps: Gap[] = [];
  let pulled = 0;
  let broken = false;
  let againAt: number | undefined;
  let limit: string | undefined;
  const touch: Resolve["touch"] = (known) => store.atomically(() => store.images.touch(runId, known));
  const source = { ...input.source, digestOf: lookedUp(input) };
  const { asked, turns } = input;
  for await (const resolved of resolve({ source, touch, below: store.images.below, asked, turns }, ref, signal))
    if (resolved.type === "gap") {
      if (resolved.limited) limit = resolved.gap.reason;
      else gaps.push(resolved.gap);
      broken ||= !resolved.absent;
      againAt = earlier(againAt, resolved.againAt);
    } else if (resolved.type === "manifest") {
      pulled++;
      const scans = await scanAtHand(input, resolved, signal);
      store.atomically(() => {
        const child = ref.children?.find(({ digest }) => digest === resolved.manifest.digest);
        store.images.record(runId, { ...child, ...resolved.ref }, resolved.manifest);
        for (const scan of scans) recordScan(input, scan);
      });
    }
  return { ref, pulled, gaps, broken, againAt, ...(limit === undefined ? {} : { limit }) };
}

/**
 * What a tag points at, where that may save a pull. A tag that the case never saw is most likely a manifest that it
 * does not hold: the look-up would be a call more for each. Where pulls are counted it is free, and always made.
 */
const lookedUp =
  ({ source, store }: Enumerate): ImageSource["digestOf"] =>
  async (ref, signal) =>
    ref.digest ??
    (source.allowance === undefined && !store.images.hasTag(ref) ? undefined : source.digestOf(ref, signal));

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

/** The same source, which lists no further and pulls no manifest once the budget is spent. */
export const affordable = (source: ImageSource, spending: Spending): ImageSource => ({
  ...source,
  images: async function* (signal) {
    for await (const item of source.images(signal)) {
      const spent = spending.time();
      if (spent === undefined) yield item;
      else {
        const gap = { scope: "registry", subject: source.registry, status: "skipped" } as const;
        yield { gap: { ...gap, reason: `its listing was not finished: ${spent}` } };
        return;
      }
    }
  },
  manifest: async (ref, signal) => {
    const spent = spending.pull();
    if (spent !== undefined) throw new PullError(spent, { limited: true });
    return source.manifest(ref, signal);
  },
});

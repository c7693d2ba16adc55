import { type Digest, isDigest } from "../domain/digest.ts";
import { type Descriptor, type ImageRef, type Manifest, repositoryName } from "../domain/oci.ts";
import type { Turns } from "../layer/turns.ts";
import { checkedManifest } from "../registry/checked-manifest.ts";
import { parseManifest } from "../registry/manifest.ts";
import { PullError } from "../registry/pull-error.ts";
import type { Gap, ImageSource } from "../registry/source.ts";
import type { Recent } from "./recent.ts";

/** How deep an index may nest (registries.md T5), and how many manifests one reference may lead to. */
const DEPTH_LIMIT = 4;
const MANIFEST_LIMIT = 20_000;

export interface Resolve {
  readonly source: ImageSource;
  /** True when a manifest and all below it are in the case already: it is marked as seen and not pulled again. */
  readonly touch: (ref: ImageRef & { readonly digest: Digest }) => boolean;
  /** All manifests below one that is known. */
  readonly below: (digest: Digest) => readonly Digest[];
  /** `repository@digest` of the manifests whose referrers were asked for in this audit. */
  readonly asked: Recent;
  /** Manifests that are being resolved in this audit. */
  readonly turns: Turns;
}

/** A manifest that was pulled, one that was known, or one that could not be had. */
export type Resolved =
  | { readonly type: "manifest"; readonly ref: ImageRef; readonly manifest: Manifest }
  | { readonly type: "known"; readonly ref: ImageRef }
  | ({ readonly type: "gap"; readonly gap: Gap } & Pick<PullError, "absent" | "limited" | "againAt">);

interface Step {
  readonly ref: ImageRef;
  /** Known without a pull. */
  readonly digest: Digest | undefined;
  readonly depth: number;
  readonly descriptor?: Descriptor;
  /** The manifest it refers to, when that led to it. */
  readonly about?: Digest;
}

/** What is still to be looked at; each digest once, and no more of them than the limit. */
interface Queue {
  readonly steps: Step[];
  readonly queued: Set<Digest>;
  /** Manifests left out, by why. */
  readonly left: { deep: number; many: number };
}

/**
 * All that a reference leads to: the manifest, every platform and attestation of an index, and what refers to them.
 * Of several references to the same manifest one is walked at a time, so that the others find it in the case.
 */
export async function* resolve(context: Resolve, root: ImageRef, signal: AbortSignal): AsyncGenerator<Resolved> {
  const digest = await context.source.digestOf(root, signal).catch(unlessAborted(signal));
  const done = digest === undefined ? undefined : await context.turns.take(`all of ${digest}`);
  const queue: Queue = { steps: [{ ref: root, digest, depth: 0 }], queued: new Set(), left: { deep: 0, many: 0 } };
  if (digest !== undefined) queue.queued.add(digest);
  try {
    for (let step = queue.steps.shift(); step !== undefined; step = queue.steps.shift())
      yield* takeStep(context, { queue, step }, signal);
    yield* leftOut(root, queue);
  } finally {
    done?.();
  }
}

function* leftOut(root: ImageRef, { left }: Queue): Generator<Resolved> {
  if (left.deep > 0)
    yield gapOf(root, "skipped", `indexes nest deeper than ${DEPTH_LIMIT}: not read below that: ${left.deep}`);
  if (left.many > 0) yield gapOf(root, "skipped", `one reference leads to more than ${MANIFEST_LIMIT} manifests`);
}

async function* takeStep(
  context: Resolve,
  { queue, step }: { readonly queue: Queue; readonly step: Step },
  signal: AbortSignal,
): AsyncGenerator<Resolved> {
  const done = step.digest === undefined ? undefined : await context.turns.take(step.digest);
  let found: readonly (Digest | undefined)[] = [];
  try {
    const resolved = await resolveOne(context, step, signal);
    // It is in the case when this goes on: whoever waits for it need not pull it.
    yield resolved;
    if (resolved.type === "gap") return;
    const { digest } = resolved.ref;
    // What refers to it may be newer than what the case knows.
    found = resolved.type === "known" && digest !== undefined ? [digest, ...context.below(digest)] : [digest];
    if (digest !== undefined) queue.queued.add(digest);
    if (resolved.type === "manifest")
      for (const child of resolved.manifest.manifests) enqueue(queue, below(step, child));
  } finally {
    done?.();
  }
  for (const digest of found) yield* enqueueReferrers(context, { queue, step: { ...step, digest } }, signal);
}

const below = (parent: Step, descriptor: Descriptor): Step => ({
  ref: { repository: parent.ref.repository, digest: descriptor.digest },
  digest: descriptor.digest,
  depth: parent.depth + 1,
  descriptor,
});

function enqueue({ steps, queued, left }: Queue, step: Step): void {
  if (step.digest === undefined || queued.has(step.digest)) return;
  if (step.depth > DEPTH_LIMIT) left.deep++;
  else if (queued.size > MANIFEST_LIMIT) left.many++;
  else {
    queued.add(step.digest);
    steps.push(step);
  }
}

async function resolveOne(context: Resolve, step: Step, signal: AbortSignal): Promise<Resolved> {
  const { ref, digest, descriptor } = step;
  try {
    if (digest !== undefined && context.touch({ ...ref, digest })) return { type: "known", ref: { ...ref, digest } };
    const pulled = inlineManifest(step) ?? (await context.source.manifest(ref, signal));
    const { digest: asked, body, mediaType } = pulled;
    const described =
      descriptor === undefined
        ? pulled
        : { ...parseManifest(body, { mediaType, what: nameOf(ref), descriptor }), digest: asked };
    const manifest = withSubject(described, step.about ?? subjectOfTag(ref.tag));
    return { type: "manifest", ref: { ...ref, digest: manifest.digest }, manifest };
  } catch (error) {
    if (signal.aborted || !(error instanceof PullError)) throw error;
    const { absent, limited, againAt } = error;
    return { ...gapOf(ref, "unreachable", error.message), absent, limited, againAt };
  }
}

/** Signatures, attestations and the like that cosign keeps under tags do not say whose they are. */
const withSubject = (manifest: Manifest, about: Digest | undefined): Manifest =>
  about === undefined || manifest.subject !== undefined || manifest.role === "image" || manifest.role === "index"
    ? manifest
    : { ...manifest, subject: about };

/** `sha256-<hex>.att` (sigstore/cosign, SIGNATURE_SPEC.md). */
function subjectOfTag(tag: string | undefined): Digest | undefined {
  const digest = /^(sha(?:256|512)-[0-9a-f]+)\.(?:sig|att|sbom)$/.exec(tag ?? "")?.[1]?.replace("-", ":");
  return isDigest(digest) ? digest : undefined;
}

/** An index may hold the manifest it names; one that is not what it claims is pulled instead. */
function inlineManifest({ ref, descriptor }: Step): Manifest | undefined {
  if (descriptor?.data === undefined) return undefined;
  try {
    const body = Buffer.from(descriptor.data, "base64");
    return body.length === descriptor.size
      ? checkedManifest(ref, { body, mediaType: descriptor.mediaType })
      : undefined;
  } catch (error) {
    if (error instanceof PullError) return undefined;
    throw error;
  }
}

/** A lookup that fails says nothing: the pull that follows tells why. */
const unlessAborted = (signal: AbortSignal) => (error: unknown) => {
  if (signal.aborted || !(error instanceof PullError)) throw error;
  return undefined;
};

async function* enqueueReferrers(
  context: Resolve,
  { queue, step }: { readonly queue: Queue; readonly step: Step },
  signal: AbortSignal,
): AsyncGenerator<Resolved> {
  const { digest, ref } = step;
  const key = `${repositoryName(ref.repository)}@${digest}`;
  if (digest === undefined || context.asked.has(key)) return;
  context.asked.add(key);
  try {
    for await (const descriptor of await context.source.referrers({ repository: ref.repository, digest }, signal))
      enqueue(queue, { ...below(step, descriptor), about: digest });
  } catch (error) {
    if (signal.aborted || !(error instanceof PullError)) throw error;
    // Who tries once more asks again.
    if (error.againAt !== undefined) context.asked.forget(key);
    yield { ...gapOf(ref, "unreachable", error.message), againAt: error.againAt };
  }
}

const nameOf = (ref: ImageRef): string =>
  `${repositoryName(ref.repository)}${ref.tag === undefined ? `@${ref.digest}` : `:${ref.tag}`}`;

const gapOf = (ref: ImageRef, status: Gap["status"], reason: string) => ({
  type: "gap" as const,
  gap: { scope: "manifest" as const, subject: nameOf(ref), status, reason },
  absent: false,
  limited: false,
  againAt: undefined,
});

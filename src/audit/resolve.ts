import type { Digest } from "../domain/digest.ts";
import { type Descriptor, type ImageRef, type Manifest, repositoryName } from "../domain/oci.ts";
import { checkedManifest } from "../registry/checked-manifest.ts";
import { parseManifest } from "../registry/manifest.ts";
import { PullError } from "../registry/pull-error.ts";
import type { Gap, ImageSource } from "../registry/source.ts";

/** How deep an index may nest (registries.md T5), and how many manifests one reference may lead to. */
const DEPTH_LIMIT = 4;
const MANIFEST_LIMIT = 20_000;

export interface Resolve {
  readonly source: ImageSource;
  /** True when a manifest and all below it are in the case already: it is marked as seen and not pulled again. */
  readonly touch: (ref: ImageRef & { readonly digest: Digest }) => boolean;
  /** Digests whose referrers were asked for in this audit. */
  readonly asked: Set<Digest>;
}

/** A manifest that was pulled, one that was known, or one that could not be had. */
export type Resolved =
  | { readonly type: "manifest"; readonly ref: ImageRef; readonly manifest: Manifest }
  | { readonly type: "known"; readonly ref: ImageRef }
  | { readonly type: "gap"; readonly gap: Gap; readonly absent: boolean; readonly limited: boolean };

interface Step {
  readonly ref: ImageRef;
  readonly depth: number;
  readonly descriptor?: Descriptor;
}

/** All that a reference leads to: the manifest, every platform and attestation of an index, and what refers to them. */
export async function* resolve(context: Resolve, root: ImageRef, signal: AbortSignal): AsyncGenerator<Resolved> {
  const seen = new Set<Digest>();
  const steps: Step[] = [{ ref: root, depth: 0 }];
  let pulled = 0;
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    if (step.ref.digest !== undefined && seen.has(step.ref.digest)) continue;
    if (step.depth > DEPTH_LIMIT || pulled++ > MANIFEST_LIMIT) {
      yield gapOf(
        step.ref,
        "skipped",
        step.depth > DEPTH_LIMIT
          ? `indexes nest deeper than ${DEPTH_LIMIT}`
          : `one reference leads to more than ${MANIFEST_LIMIT} manifests`,
      );
      continue;
    }
    const resolved = await resolveOne(context, step, signal);
    yield resolved;
    if (resolved.type === "gap") continue;
    const digest = resolved.type === "manifest" ? resolved.manifest.digest : resolved.ref.digest;
    if (digest !== undefined) seen.add(digest);
    if (resolved.type === "manifest") steps.push(...children(resolved.manifest, step));
    yield* enqueueReferrers(context, { ...step, digest, steps }, signal);
  }
}

async function resolveOne(context: Resolve, step: Step, signal: AbortSignal): Promise<Resolved> {
  try {
    const digest = await context.source.digestOf(step.ref, signal).catch(unlessAborted(signal));
    if (digest !== undefined && context.touch({ ...step.ref, digest }))
      return { type: "known", ref: { ...step.ref, digest } };
    const pulled = inlineManifest(step) ?? (await context.source.manifest(step.ref, signal));
    const { digest: asked, body, mediaType } = pulled;
    const { descriptor } = step;
    const described =
      descriptor === undefined
        ? pulled
        : { ...parseManifest(body, { mediaType, what: nameOf(step.ref), descriptor }), digest: asked };
    return { type: "manifest", ref: { ...step.ref, digest: described.digest }, manifest: described };
  } catch (error) {
    if (signal.aborted || !(error instanceof PullError)) throw error;
    return { ...gapOf(step.ref, "unreachable", error.message), absent: error.absent, limited: error.limited };
  }
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

const children = (manifest: Manifest, parent: Step): readonly Step[] =>
  manifest.manifests.map((descriptor) => ({
    ref: { repository: parent.ref.repository, digest: descriptor.digest },
    depth: parent.depth + 1,
    descriptor,
  }));

async function* enqueueReferrers(
  context: Resolve,
  step: Step & { readonly digest: Digest | undefined; readonly steps: Step[] },
  signal: AbortSignal,
): AsyncGenerator<Resolved> {
  const { digest, ref } = step;
  if (digest === undefined || context.asked.has(`${repositoryName(ref.repository)}@${digest}`)) return;
  context.asked.add(`${repositoryName(ref.repository)}@${digest}`);
  try {
    const referrers = await context.source.referrers({ repository: ref.repository, digest }, signal);
    for (const descriptor of referrers)
      step.steps.push({
        ref: { repository: ref.repository, digest: descriptor.digest },
        depth: step.depth + 1,
        descriptor,
      });
  } catch (error) {
    if (signal.aborted || !(error instanceof PullError)) throw error;
    yield gapOf(ref, "unreachable", error.message);
  }
}

const nameOf = (ref: ImageRef): string =>
  `${repositoryName(ref.repository)}${ref.tag === undefined ? `@${ref.digest}` : `:${ref.tag}`}`;

const gapOf = (ref: ImageRef, status: Gap["status"], reason: string) => ({
  type: "gap" as const,
  gap: { scope: "manifest" as const, subject: nameOf(ref), status, reason },
  absent: false,
  limited: false,
});

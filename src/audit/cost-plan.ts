import type { Digest } from "../domain/digest.ts";
import { repositoryName } from "../domain/oci.ts";
import type { Gap, ImageSource, PullAllowance } from "../registry/source.ts";
import type { SeenTotals } from "../store/pending.ts";
import type { Store } from "../store/store.ts";

/** Bytes a second of layers as stored that one core unpacks and scans, measured; the network is often slower. */
const BYTES_PER_SECOND = 30e6;
/** What a blob takes however small it is: asked for, scanned and recorded on one core; measured with 3,000 of 200 bytes. */
const SECONDS_A_BLOB = 0.001;
/** Two manifests under way where they count (registries.md section 4), answered within 50 ms, which is fast. */
const METERED_PULLS_PER_SECOND = 40;
/** Docker Hub counts pulls in windows of six hours (registries.md 1.4). */
const WINDOW_SECONDS = 6 * 60 * 60;

/** What an audit would cost, known before a layer is pulled. */
export interface CostPlan extends SeenTotals {
  /** Registries that count pulls: their manifests are not pulled for a plan, so their layers are only bounded. */
  readonly metered: readonly MeteredPlan[];
  /** At least this long: with a fast network, a registry that does not slow down, and one core. */
  readonly seconds: number;
}

export interface MeteredPlan {
  readonly registry: string;
  readonly repositories: number;
  readonly tags: number;
  /** Manifests that this case does not hold yet: each is one pull, an index perhaps none. */
  readonly pulls: number;
  /** Images to pull whose platforms the registry does not list: each platform is a pull besides. */
  readonly unlisted: number;
  /** Manifests it holds. */
  readonly held: number;
  /** Bytes of the images to pull, before their layers are joined: at most this much. */
  readonly bytesAtMost: number;
  readonly allowance?: PullAllowance;
}

export const costPlan = (seen: SeenTotals, metered: readonly MeteredPlan[]): CostPlan => {
  const sum = (of: (plan: MeteredPlan) => number): number => metered.reduce((all, plan) => all + of(plan), 0);
  const scanning = (seen.bytes + sum(({ bytesAtMost }) => bytesAtMost)) / BYTES_PER_SECOND;
  const calls = seen.blobs * SECONDS_A_BLOB + sum(({ pulls }) => pulls) / METERED_PULLS_PER_SECOND;
  return { ...seen, metered, seconds: Math.max(scanning + calls, ...metered.map(waiting)) };
};

/** Pulls beyond what is left now wait for the windows that follow. */
function waiting({ pulls, allowance }: MeteredPlan): number {
  if (allowance === undefined) return 0;
  const beyond = pulls - Math.max(0, allowance.remaining - allowance.reserve);
  return beyond <= 0 ? 0 : Math.ceil(beyond / Math.max(1, allowance.limit - allowance.reserve)) * WINDOW_SECONDS;
}

interface PlanMetered {
  readonly source: ImageSource;
  readonly store: Store;
  readonly onGap: (gap: Gap) => void;
  readonly onNotice: (text: string) => void;
}

/** A plan from the listings alone: no manifest is pulled. */
export async function planMetered(
  { source, store, onGap, onNotice }: PlanMetered,
  signal: AbortSignal,
): Promise<MeteredPlan> {
  const repositories = new Set<string>();
  const known = new Map<Digest, boolean>();
  const tags = new Set<string>();
  let bytesAtMost = 0;
  let unlisted = 0;
  for await (const item of source.images(signal)) {
    if ("gap" in item) onGap(item.gap);
    if ("notice" in item) onNotice(item.notice);
    if (!("image" in item)) continue;
    const { repository, tag, digest, size = 0, children } = item.image;
    repositories.add(repositoryName(repository));
    if (tag !== undefined) tags.add(`${repositoryName(repository)}:${tag}`);
    // A tag whose digest is not listed is asked for by name: the tag stands for it.
    const named = digest ?? `${repositoryName(repository)}:${tag}`;
    if (!known.has(named) && !store.images.isPulled(named)) {
      bytesAtMost += size;
      if (children === undefined) unlisted++;
    }
    for (const one of [named, ...(children ?? []).map((child) => child.digest)])
      if (!known.has(one)) known.set(one, store.images.isPulled(one));
  }
  const allowance = await source.allowance?.(signal);
  const held = [...known.values()].filter(Boolean).length;
  return {
    registry: source.registry,
    repositories: repositories.size,
    tags: tags.size,
    pulls: known.size - held,
    unlisted,
    held,
    bytesAtMost,
    ...(allowance === undefined ? {} : { allowance }),
  };
}

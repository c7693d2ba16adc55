import type { HistoryEntry } from "../domain/finding.ts";
import { imageName } from "../rotation/image-name.ts";
import type { Secrets, StoredManifest } from "../store/secrets.ts";

export type BaseReader = Pick<Secrets, "below" | "manifest" | "holdings" | "tags">;

/** The image that others are built on, by name, and how many entries of their history are its own. */
export interface HistoryBase {
  readonly name: string;
  readonly entries: number;
}

/**
 * The image of the case that a manifest stands on: its layers are the lowest of it, its history begins with that of the
 * other, and another repository serves it. The highest one where there are several; undefined where there is none.
 */
export function historyBase(
  manifest: StoredManifest,
  { repository, reader }: { readonly repository: string; readonly reader: BaseReader },
): HistoryBase | undefined {
  const own = manifest.config?.history ?? [];
  for (const id of reader.below(manifest.id)) {
    const base = reader.manifest(id);
    const history = base.config?.history ?? [];
    if (base.role !== "image" || history.length === 0 || !beginsWith(own, history)) continue;
    const name = nameElsewhere(base, { repository, reader });
    if (name !== undefined) return { name, entries: history.length };
  }
  return undefined;
}

const beginsWith = (own: readonly HistoryEntry[], base: readonly HistoryEntry[]): boolean =>
  base.length < own.length && base.every(({ createdBy }, at) => createdBy === own[at]?.createdBy);

/** By a tag rather than by digest. */
function nameElsewhere(
  base: StoredManifest,
  { repository, reader }: { readonly repository: string; readonly reader: BaseReader },
): string | undefined {
  const names = reader.holdings(base.id).flatMap((holding) => {
    const tags = reader.tags(base.id, holding.repositoryId);
    const place = { registry: holding.registry, repository: holding.repository, tags, manifest: base.digest };
    return `${holding.registry}/${holding.repository}` === repository ? [] : [{ tags, name: imageName(place) }];
  });
  return (names.find(({ tags }) => tags.length > 0) ?? names[0])?.name;
}

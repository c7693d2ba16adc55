import type { ImageExposure } from "../domain/rotation.ts";
import type { Secrets, StoredManifest } from "../store/secrets.ts";

/** Images are not older than Docker (2013): reproducible builds write 1970 or the year 1. */
const EARLIEST = "2013";

type PlacesReader = Pick<Secrets, "holdings" | "tags" | "build">;

/** An image as one repository serves it. */
export type Served = Pick<
  ImageExposure,
  | "registry"
  | "repository"
  | "manifest"
  | "platform"
  | "tags"
  | "since"
  | "sinceIs"
  | "pulledAt"
  | "pulls"
  | "visibility"
  | "visibleSince"
  | "present"
  | "goneSince"
  | "firstSeen"
  | "origin"
>;

/** Where a manifest is served, by name. */
export function placesOf(secrets: PlacesReader, manifest: StoredManifest): readonly Served[] {
  const created = manifest.config?.created;
  const origin = originOf(secrets, manifest);
  return secrets.holdings(manifest.id).map((holding) => {
    const { pushedAt, pulledAt, pullCount, visibility, visibleSince } = holding;
    const since = pushedAt ?? (created !== undefined && created >= EARLIEST ? created : undefined);
    return {
      registry: holding.registry,
      repository: holding.repository,
      manifest: manifest.digest,
      tags: secrets.tags(manifest.id, holding.repositoryId),
      present: holding.present === 1,
      firstSeen: holding.firstSeen,
      ...(manifest.platform === undefined ? {} : { platform: manifest.platform }),
      ...(since === undefined
        ? {}
        : { since, sinceIs: pushedAt === null ? ("created" as const) : ("pushed" as const) }),
      ...(pulledAt === null ? {} : { pulledAt }),
      ...(pullCount === null ? {} : { pulls: pullCount }),
      ...(visibility === null ? {} : { visibility, ...(visibleSince === null ? {} : { visibleSince }) }),
      ...(holding.present === 1 || holding.goneAt === null ? {} : { goneSince: holding.goneAt }),
      ...(origin === undefined ? {} : { origin }),
    };
  });
}

function originOf(secrets: PlacesReader, { digest, config }: StoredManifest): ImageExposure["origin"] {
  const build = secrets.build(digest);
  const labels = config?.origin ?? {};
  if (build === undefined && Object.keys(labels).length === 0) return undefined;
  return { labels, ...(build === undefined ? {} : { build }) };
}

import type { ImageExposure } from "../domain/rotation.ts";
import { createOnce } from "../store/once.ts";
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

/** Where manifests are served, by name. What many images have in common is in memory once. */
export function createPlaces(secrets: PlacesReader): (manifest: StoredManifest) => readonly Served[] {
  const once = createOnce();
  const tags = createAlike<Served["tags"]>();
  const platform = createAlike<NonNullable<Served["platform"]>>();
  const origin = createAlike<NonNullable<Served["origin"]>>();
  return (manifest) =>
    placesOf(secrets, manifest).map((served) => ({
      ...served,
      tags: tags(served.tags),
      ...(served.firstSeen === undefined ? {} : { firstSeen: once(served.firstSeen) }),
      ...(served.platform === undefined ? {} : { platform: platform(served.platform) }),
      ...(served.since === undefined ? {} : { since: once(served.since) }),
      ...(served.origin === undefined ? {} : { origin: origin(served.origin) }),
    }));
}

/** Gives one thing for all that are equal as JSON. */
function createAlike<T>(): (one: T) => T {
  const kept = new Map<string, T>();
  return (one) => {
    const key = JSON.stringify(one);
    const known = kept.get(key) ?? one;
    kept.set(key, known);
    return known;
  };
}

function placesOf(secrets: PlacesReader, manifest: StoredManifest): readonly Served[] {
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

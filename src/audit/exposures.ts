import { readPathSets } from "../domain/path-sets.ts";
import { EXPOSURES, type ImageExposure } from "../domain/rotation.ts";
import { fileExposure, type PathVerdicts } from "../rotation/exposure.ts";
import { layerHistory } from "../rotation/history-lines.ts";
import type { BlobUse, Secrets, StoredManifest, StoredOccurrence } from "../store/secrets.ts";

/** Path sets kept in memory at a time: a few hundred kilobytes each at the most. */
const PATHS_KEPT = 500;
/** Images are not older than Docker (2013): reproducible builds write 1970 or the year 1. */
const EARLIEST = "2013";

type Shown = Pick<ImageExposure, "exposure" | "layer" | "historyLine" | "removedBy">;
type Reader = Pick<Secrets, "uses" | "manifest" | "manifestByDigest" | "holdings" | "tags" | "paths" | "build">;

/** How every image shows an occurrence: one entry for each manifest and repository, sorted by name. */
export function createExposures(secrets: Reader): (occurrence: StoredOccurrence) => readonly ImageExposure[] {
  const manifest = cached((id: number) => secrets.manifest(id));
  const upperPaths = cached((id: number) => pathVerdicts(secrets, id), PATHS_KEPT);
  const served = cached((id: number) => placesOf(secrets, manifest(id)));
  return (occurrence) => {
    const shown = new Map<number, Shown>();
    for (const use of secrets.uses(occurrence.blobId)) {
      const holder = manifest(use.manifestId);
      const image = imageOf(secrets, holder);
      const how = show({ occurrence, use, holder, upperPaths });
      shown.set(image.id, worse(shown.get(image.id), how));
    }
    return [...shown].flatMap(([id, how]) => served(id).map((place) => ({ ...place, ...how }))).sort(byName);
  };
}

/** The order in which images were listed is chance. */
const byName = (a: ImageExposure, b: ImageExposure): number => (nameOf(a) < nameOf(b) ? -1 : 1);
const nameOf = ({ registry, repository, tags, manifest }: ImageExposure): string =>
  [registry, repository, ...tags, manifest].join(" ");

/** An attestation speaks of an image: that image shows what is in it. */
const imageOf = (secrets: Reader, holder: StoredManifest): StoredManifest =>
  (holder.role === "attestation" && holder.subject !== undefined
    ? secrets.manifestByDigest(holder.subject)
    : undefined) ?? holder;

const worse = (a: Shown | undefined, b: Shown): Shown =>
  a !== undefined && EXPOSURES.indexOf(a.exposure) <= EXPOSURES.indexOf(b.exposure) ? a : b;

interface Place {
  readonly occurrence: StoredOccurrence;
  readonly use: BlobUse;
  readonly holder: StoredManifest;
  readonly upperPaths: (blobId: number) => PathVerdicts | undefined;
}

function show({ occurrence, use, holder, upperPaths }: Place): Shown {
  if (holder.role === "attestation") return { exposure: "attestation" };
  if (holder.role === "cache") return { exposure: "cache" };
  if (use.position < 0) return showConfig(occurrence, holder);
  if (holder.role !== "image") return { exposure: "live" };
  const history = layerHistory(holder.config?.history ?? [], holder.layers.length);
  const upper = holder.layers.slice(use.position + 1).map(upperPaths);
  const { exposure, removedBy } =
    occurrence.superseded === 1
      ? { exposure: "overwritten" as const, removedBy: use.position }
      : fileExposure({ path: occurrence.path, layer: use.position, upper });
  return {
    exposure,
    layer: use.position,
    ...withLine("historyLine", history[use.position]),
    ...(removedBy === undefined
      ? {}
      : { removedBy: { layer: removedBy, ...withLine("historyLine", history[removedBy]) } }),
  };
}

/** A command runs with its value in plain sight: `live`. What stands elsewhere in a config or manifest is metadata, as labels are. */
function showConfig(occurrence: StoredOccurrence, holder: StoredManifest): Shown {
  const { kind, path, name } = occurrence;
  const history = holder.config?.history ?? [];
  if (kind === "history")
    return {
      exposure: "history",
      ...withLine("historyLine", history[Number(/^history\[(\d+)\]/.exec(path)?.[1])]?.createdBy),
    };
  if (kind === "env")
    return {
      exposure: "env",
      ...withLine("historyLine", history.findLast(({ createdBy }) => setsVariable(createdBy, name ?? ""))?.createdBy),
    };
  return { exposure: kind === "command" ? "live" : "label" };
}

const setsVariable = (line: string, name: string): boolean =>
  /\bENV\s/.test(line) && line.split(/[\s=]/).includes(name);

const withLine = <K extends string>(key: K, line: string | undefined): { readonly [P in K]?: string } =>
  line === undefined ? {} : ({ [key]: line } as { readonly [P in K]: string });

function pathVerdicts(secrets: Reader, blobId: number): PathVerdicts | undefined {
  const sets = secrets.paths(blobId);
  return sets === undefined ? undefined : readPathSets(sets);
}

type Served = Pick<
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

function placesOf(secrets: Reader, manifest: StoredManifest): readonly Served[] {
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

function originOf(secrets: Reader, { digest, config }: StoredManifest): ImageExposure["origin"] {
  const build = secrets.build(digest);
  const labels = config?.origin ?? {};
  if (build === undefined && Object.keys(labels).length === 0) return undefined;
  return { labels, ...(build === undefined ? {} : { build }) };
}

/** Remembers answers; over `limit` of them it starts anew. */
function cached<V>(read: (id: number) => V, limit = Number.POSITIVE_INFINITY): (id: number) => V {
  const kept = new Map<number, V>();
  return (id) => {
    const known = kept.get(id);
    if (known !== undefined) return known;
    const value = read(id);
    if (kept.size >= limit) kept.clear();
    kept.set(id, value);
    return value;
  };
}

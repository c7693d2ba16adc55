import { EXPOSURES } from "../domain/rotation.ts";
import { type FileExposure, fileExposure, type PathVerdicts } from "../rotation/exposure.ts";
import { layerHistory } from "../rotation/history-lines.ts";
import type { StoredOccurrence } from "../store/occurrence-reader.ts";
import type { BlobUse, Secrets, StoredManifest } from "../store/secrets.ts";
import type { ImageList, ImageLists, Shown } from "./image-lists.ts";
import { createSameLists } from "./same-lists.ts";
import { createPlaces, type Served } from "./served-places.ts";
import { createUpperPaths } from "./upper-paths.ts";

/** A manifest with its config takes some kB; those of a repository are asked for together. */
const KEPT_MANIFESTS = 2000;

/** Images of one build follow each other; more would keep their path sets in memory. */
const KEPT_STACKS = 4;

type Reader = Pick<Secrets, "uses" | "manifest" | "manifestByDigest" | "holdings" | "tags" | "paths" | "build">;

/** The images that show each of some occurrences of one blob. */
export type Exposures = (occurrences: readonly StoredOccurrence[]) => readonly ImageList[];

/**
 * How every image shows the occurrences of a blob: one entry for each manifest and repository, sorted by name. They are asked
 * for together, so that each layer above is read once for all of them.
 */
export function createExposures(secrets: Reader, lists: ImageLists): Exposures {
  const manifest = cached((id: number) => secrets.manifest(id), KEPT_MANIFESTS);
  const places = createPlaces(secrets);
  const served = new Map<number, readonly Place[]>();
  const placesOf = (image: StoredManifest): readonly Place[] => {
    const known = served.get(image.id) ?? places(image).map((place) => ({ number: lists.place(place), place }));
    served.set(image.id, known);
    return known;
  };
  const upperPaths = createUpperPaths(secrets);
  return (occurrences) => {
    const alike = new Map(occurrences.map((occurrence) => [alikeKey(occurrence), occurrence]));
    const shown = [...alike].map(([key, occurrence]) => ({ key, occurrence, images: new Map<number, Shown>() }));
    const fileShown = createFileShown(upperPaths);
    const holding = new Map<number, readonly Place[]>();
    for (const use of secrets.uses(occurrences[0]?.blobId ?? 0)) {
      const holder = manifest(use.manifestId);
      const image = imageOf(secrets, holder);
      const show = showerOf({ use, holder, fileShown });
      // Now, while its manifest is at hand: a base layer is in more images than manifests are kept.
      holding.set(image.id, placesOf(image));
      for (const { occurrence, images } of shown) images.set(image.id, worse(images.get(image.id), show(occurrence)));
    }
    const sorted = sortedPlaces(holding);
    const way = cachedWays(lists);
    const numbers = createSameLists<number>();
    const known = new Map<readonly number[], ImageList>();
    const answers = new Map(
      shown.map(({ key, images }) => {
        const list = numbers(sorted.flatMap(({ id, number }) => [number, way(images.get(id))]));
        const answer = known.get(list) ?? lists.list(list);
        known.set(list, answer);
        return [key, answer];
      }),
    );
    return occurrences.map((occurrence) => answers.get(alikeKey(occurrence)) ?? lists.list([]));
  };
}

/** Images show occurrences in the same way that are alike in this. */
const alikeKey = ({ kind, path, name, superseded }: StoredOccurrence): string =>
  kind === "file" ? `${superseded} ${path}` : `${kind} ${name} ${path}`;

/** Most images show most occurrences of a blob in the same few ways. */
function cachedWays(lists: ImageLists): (how: Shown | undefined) => number {
  const numbers = new Map<Shown, number>();
  return (how) => {
    if (how === undefined) throw new Error("an image that does not show what it holds");
    const number = numbers.get(how) ?? lists.way(how);
    numbers.set(how, number);
    return number;
  };
}

interface Place {
  readonly number: number;
  readonly place: Served;
}

/** The order in which images were listed is chance. */
const sortedPlaces = (holding: ReadonlyMap<number, readonly Place[]>) =>
  [...holding]
    .flatMap(([id, places]) => places.map(({ number, place }) => ({ id, number, name: nameOf(place) })))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
const nameOf = ({ registry, repository, tags, manifest }: Served): string =>
  [registry, repository, ...tags, manifest].join(" ");

/** An attestation speaks of an image: that image shows what is in it. */
export const imageOf = (secrets: Pick<Secrets, "manifestByDigest">, holder: StoredManifest): StoredManifest =>
  (holder.role === "attestation" && holder.subject !== undefined
    ? secrets.manifestByDigest(holder.subject)
    : undefined) ?? holder;

const worse = (a: Shown | undefined, b: Shown): Shown =>
  a !== undefined && EXPOSURES.indexOf(a.exposure) <= EXPOSURES.indexOf(b.exposure) ? a : b;

interface Holder {
  readonly use: BlobUse;
  readonly holder: StoredManifest;
  readonly fileShown: FileShown;
}

/** How the holder of a blob shows what stands in it. */
function showerOf({ use, holder, fileShown }: Holder): (occurrence: StoredOccurrence) => Shown {
  if (holder.role === "attestation") return () => ({ exposure: "attestation" });
  if (holder.role === "cache") return () => ({ exposure: "cache" });
  if (use.position < 0) return (occurrence) => showConfig(occurrence, holder);
  // What was pushed beside an image, such as a report or a signature, is in no file system of a container.
  if (holder.role !== "image") return () => ({ exposure: holder.subject === undefined ? "live" : "attestation" });
  const layer = use.position;
  const history = layerHistory(holder.config?.history ?? [], holder.layers.length);
  const shownAt = fileShown(layer, holder.layers);
  const ways = new Map<string, Shown>();
  return ({ superseded, path }) => {
    const { exposure, removedBy } =
      superseded === 1 ? { exposure: "overwritten" as const, removedBy: layer } : shownAt(path);
    const key = `${exposure} ${removedBy}`;
    const known = ways.get(key);
    if (known !== undefined) return known;
    const way = {
      exposure,
      layer,
      ...withLine("historyLine", history[layer]),
      ...(removedBy === undefined
        ? {}
        : { removedBy: { layer: removedBy, ...withLine("historyLine", history[removedBy]) } }),
    };
    ways.set(key, way);
    return way;
  };
}

/** What an image shows of a file in the layer at a position. */
type FileShown = (layer: number, layers: readonly number[]) => (path: string) => FileExposure;

/** Images of one build have the same layers above: each path is looked up once for all of them. */
function createFileShown(upperPaths: (blobId: number) => PathVerdicts | undefined): FileShown {
  const made = new Map<string, (path: string) => FileExposure>();
  return (layer, layers) => {
    const above = layers.slice(layer + 1);
    const key = `${layer} ${above.join(" ")}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const upper = above.map(upperPaths);
    const answers = new Map<string, FileExposure>();
    const shownAt = (path: string): FileExposure => {
      const answer = answers.get(path) ?? fileExposure({ path, layer, upper });
      answers.set(path, answer);
      return answer;
    };
    if (made.size >= KEPT_STACKS) made.clear();
    made.set(key, shownAt);
    return shownAt;
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

/** Remembers answers; over the limit it forgets all and starts anew. */
function cached<V>(read: (id: number) => V, limit: number): (id: number) => V {
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

import { DEAD_STATES, type ImageExposure, isOpen, type Occurrence, type Secret } from "../domain/rotation.ts";
import { nameOf } from "./closure.ts";
import { type RunSpan, runAt } from "./run-span.ts";

/** More values than this under one name in one place are a list, and no versions of one setting. */
const MOST_VALUES = 200;
/** Earlier values of a place that one is compared with: the nearest are the ones that matter. */
const LOOK_BACK = 20;

/** A value at a place, with the images that hold it there. */
export interface Version {
  readonly secret: Secret;
  readonly images: () => readonly ImageExposure[];
  readonly first: Moment;
  readonly blobs: readonly string[];
  readonly line: number;
}

/** Values that stood under one name in one place of a repository, oldest first. */
export interface Place {
  readonly repository: string;
  readonly path: string;
  readonly name: string;
  readonly versions: readonly Version[];
}

/** `at`: day of the image, or of the audit that saw it first; `run`: that audit; `layer`: -1 outside of the layers. */
interface Moment {
  readonly at: string;
  readonly run: number;
  readonly image: string;
  readonly layer: number;
}

interface PlaceOptions {
  /** Crowds of the whole case, when only some of its secrets are at hand. */
  readonly crowds?: ReadonlySet<string>;
  /** Told of places with too many values to be versions of one. */
  readonly onCrowd?: (crowd: string) => void;
}

/** Places at which more than one value stood, by repository and path. Work and memory grow with the occurrences. */
export function placesOf(
  secrets: readonly Secret[],
  runs: readonly RunSpan[],
  { crowds, onCrowd }: PlaceOptions = {},
): readonly Place[] {
  const shared = sharedKeys(secrets);
  const found = new Map<string, Map<string, DraftPlace>>();
  const run = runAt(runs);
  for (const secret of secrets)
    for (const occurrence of secret.occurrences) {
      const key = keyOf(occurrence);
      if (!shared.has(key)) continue;
      const repositories = found.get(key) ?? new Map<string, DraftPlace>();
      found.set(key, repositories);
      for (const images of byRepository(occurrence.images)) note(repositories, { secret, occurrence, images, run });
    }
  return [...found].flatMap(([key, repositories]) =>
    [...repositories.values()].flatMap((place) => {
      const crowd = `${place.repository}\n${key}`;
      if (place.versions.size <= MOST_VALUES) return crowds?.has(crowd) === true ? [] : finish(place);
      onCrowd?.(crowd);
      return [];
    }),
  );
}

/** For each secret the ones whose place it took, and the ones that took its place. */
export interface Succession {
  readonly follows: readonly string[];
  readonly followedBy: readonly string[];
}

/** By id; secrets that stand alone are in none. */
export function successions(places: readonly Place[]): ReadonlyMap<string, Succession> {
  const found = new Map<string, { readonly follows: Set<string>; readonly followedBy: Set<string> }>();
  const of = (id: string) => {
    const known = found.get(id) ?? { follows: new Set<string>(), followedBy: new Set<string>() };
    found.set(id, known);
    return known;
  };
  for (const { versions } of places)
    for (const [index, version] of versions.entries()) {
      const before = predecessor(versions, index);
      if (before === undefined) continue;
      of(version.secret.id).follows.add(before.secret.id);
      of(before.secret.id).followedBy.add(version.secret.id);
    }
  return new Map(
    [...found].map(([id, { follows, followedBy }]) => [id, { follows: [...follows], followedBy: [...followedBy] }]),
  );
}

/** The same secrets, each with those before and after it. */
export const linkSuccessions = (secrets: readonly Secret[], places: readonly Place[]): readonly Secret[] => {
  const links = successions(places);
  return secrets.map((secret) => {
    const { follows = [], followedBy = [] } = links.get(secret.id) ?? {};
    return {
      ...secret,
      ...(follows.length === 0 ? {} : { follows }),
      ...(followedBy.length === 0 ? {} : { followedBy }),
    };
  });
};

/** Rotated, and leaked again: it is open, and a value whose place it took is said to be dead. */
export const leakedAgain = (
  { state, follows = [] }: Pick<Secret, "state" | "follows">,
  byId: ReadonlyMap<string, Pick<Secret, "state">>,
): boolean => isOpen(state) && follows.some((id) => DEAD_STATES.includes(byId.get(id)?.state ?? "new"));

/** The nearest value that is older and never stood in the same blob: those that stand side by side are no versions. */
function predecessor(versions: readonly Version[], index: number): Version | undefined {
  const version = versions[index];
  if (version === undefined) return undefined;
  const older = versions
    .slice(Math.max(0, index - LOOK_BACK), index)
    .filter((one) => isBefore(one.first, version.first) && !sharesBlob(one, version));
  const newest = older.at(-1);
  if (newest === undefined) return undefined;
  const together = older.filter((one) => sameMoment(one.first, newest.first));
  const distance = ({ line }: Version): number => Math.abs(line - version.line);
  return together.reduce((best, one) => (distance(one) < distance(best) ? one : best));
}

/** Positions of layers are an order within one image only. */
const isBefore = (a: Moment, b: Moment): boolean =>
  compare(a.at, b.at) < 0 || (a.at === b.at && (a.run < b.run || (a.image === b.image && a.layer < b.layer)));

const sameMoment = (a: Moment, b: Moment): boolean =>
  a.at === b.at && a.run === b.run && a.image === b.image && a.layer === b.layer;

/** They stand side by side. */
export const sharesBlob = (a: Version, b: Version): boolean => a.blobs.some((blob) => b.blobs.includes(blob));

/** Keys of places that hold more than one value in any repository. */
function sharedKeys(secrets: readonly Secret[]): ReadonlySet<string> {
  const holders = new Map<string, string>();
  const shared = new Set<string>();
  for (const { id, occurrences } of secrets)
    for (const occurrence of occurrences) {
      const key = keyOf(occurrence);
      const holder = holders.get(key);
      if (holder === undefined) holders.set(key, id);
      else if (holder !== id) shared.add(key);
    }
  return shared;
}

/** A line of the history moves with each instruction before it: there the name alone tells. */
const pathOf = ({ kind, path, name }: Pick<Occurrence, "kind" | "path" | "name">): string =>
  kind === "history" && name !== undefined ? "history" : path;

/** Places of one key may be one place. */
export const keyOf = (occurrence: Pick<Occurrence, "kind" | "path" | "name" | "ruleId">): string =>
  `${occurrence.kind}\n${pathOf(occurrence)}\n${occurrence.name ?? occurrence.ruleId}`;

/** Images are sorted by repository. */
function byRepository(images: readonly ImageExposure[]): readonly (readonly ImageExposure[])[] {
  const groups: ImageExposure[][] = [];
  let last: ImageExposure | undefined;
  for (const image of images) {
    if (image.repository === last?.repository && image.registry === last.registry) groups.at(-1)?.push(image);
    else groups.push([image]);
    last = image;
  }
  return groups;
}

interface DraftPlace extends Omit<Place, "versions"> {
  readonly versions: Map<string, Draft>;
}

interface Draft {
  readonly secret: Secret;
  readonly occurrences: Occurrence[];
  readonly blobs: string[];
  readonly line: number;
  first: Moment;
}

interface Seen {
  readonly secret: Secret;
  readonly occurrence: Occurrence;
  readonly images: readonly ImageExposure[];
  readonly run: (at: string) => number;
}

function note(repositories: Map<string, DraftPlace>, { secret, occurrence, images, run }: Seen): void {
  const [image] = images;
  if (image === undefined) return;
  const repository = nameOf(image);
  const name = occurrence.name ?? occurrence.ruleId;
  const place = repositories.get(repository) ?? { repository, path: pathOf(occurrence), name, versions: new Map() };
  repositories.set(repository, place);
  const first = images.map((one) => momentOf(one, run)).reduce((a, b) => (order(b, a) < 0 ? b : a));
  const known = place.versions.get(secret.id);
  if (known === undefined)
    place.versions.set(secret.id, {
      secret,
      occurrences: [occurrence],
      blobs: [occurrence.blob],
      line: occurrence.line,
      first,
    });
  else {
    known.occurrences.push(occurrence);
    if (!known.blobs.includes(occurrence.blob)) known.blobs.push(occurrence.blob);
    if (order(first, known.first) < 0) known.first = first;
  }
}

const momentOf = ({ since, firstSeen = "", manifest, layer = -1 }: ImageExposure, run: Seen["run"]): Moment => ({
  at: since ?? firstSeen,
  run: run(firstSeen),
  image: manifest,
  layer,
});

/** None where one value stands alone. */
const finish = ({ versions, ...place }: DraftPlace): readonly Place[] =>
  versions.size < 2
    ? []
    : [
        {
          ...place,
          versions: Array.from(versions.values(), (draft) => versionOf(draft, place.repository)).sort(byMoment),
        },
      ];

const versionOf = ({ occurrences, ...draft }: Draft, repository: string): Version => ({
  ...draft,
  images: () => occurrences.flatMap(({ images }) => images.filter((image) => nameOf(image) === repository)),
});

const byMoment = (a: Version, b: Version): number => order(a.first, b.first) || compare(a.secret.id, b.secret.id);

const order = (a: Moment, b: Moment): number =>
  compare(a.at, b.at) || a.run - b.run || compare(a.image, b.image) || a.layer - b.layer;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

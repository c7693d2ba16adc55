import { DEAD_STATES, type ImageExposure, isOpen, type Occurrence, type Secret } from "../domain/rotation.ts";
import { type RunSpan, runAt } from "./run-span.ts";

/** More values than this under one name in one place are a list, and no versions of one setting. */
const MOST_VALUES = 200;
/** Earlier values of a place that one is compared with: the nearest are the ones that matter. */
const LOOK_BACK = 20;

/** A value at a place: since when, and where it stands in what was built from it. */
export interface Version {
  readonly secret: Secret;
  /** Tags of images that hold it there, present ones only. */
  readonly tags: readonly string[];
  readonly first: Moment;
  readonly blobs: ReadonlySet<string>;
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

/** Places at which more than one value stood, by repository and path. Work and memory grow with the occurrences. */
export function placesOf(secrets: readonly Secret[], runs: readonly RunSpan[]): readonly Place[] {
  const shared = sharedKeys(secrets);
  const found = new Map<string, { readonly place: Omit<Place, "versions">; readonly versions: Map<string, Draft> }>();
  const run = runAt(runs);
  for (const secret of secrets)
    for (const occurrence of secret.occurrences)
      for (const { key, images } of byRepository(occurrence)) {
        const [image] = images;
        if (image === undefined || !shared.has(key)) continue;
        const at = found.get(key) ?? { place: placeOf(occurrence, image), versions: new Map<string, Draft>() };
        found.set(key, at);
        const draft = at.versions.get(secret.id) ?? draftOf(secret, occurrence);
        at.versions.set(secret.id, draft);
        for (const one of images) add(draft, occurrence, { image: one, run });
      }
  return [...found.values()]
    .map(({ place, versions }) => ({ ...place, versions: [...versions.values()].map(finish).sort(byMoment) }))
    .sort((a, b) => compare(`${a.repository} ${a.path} ${a.name}`, `${b.repository} ${b.path} ${b.name}`));
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
export const linkSuccessions = (secrets: readonly Secret[], runs: readonly RunSpan[]): readonly Secret[] => {
  const links = successions(placesOf(secrets, runs));
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

const sharesBlob = (a: Version, b: Version): boolean => {
  const [few, many] = a.blobs.size < b.blobs.size ? [a.blobs, b.blobs] : [b.blobs, a.blobs];
  for (const blob of few) if (many.has(blob)) return true;
  return false;
};

/** Keys of places that hold more than one value, and not too many to be versions of one. */
function sharedKeys(secrets: readonly Secret[]): ReadonlySet<string> {
  const counts = new Map<string, { last: string; values: number }>();
  for (const { id, occurrences } of secrets)
    for (const occurrence of occurrences)
      for (const { key } of byRepository(occurrence)) {
        const count = counts.get(key);
        if (count === undefined) counts.set(key, { last: id, values: 1 });
        else if (count.last !== id) {
          count.last = id;
          count.values++;
        }
      }
  return new Set([...counts].flatMap(([key, { values }]) => (values > 1 && values <= MOST_VALUES ? [key] : [])));
}

/** A line of the history moves with each instruction before it: there the name alone tells. */
const placeOf = ({ kind, path, name, ruleId }: Occurrence, image: ImageExposure): Omit<Place, "versions"> => ({
  repository: image.repository === "" ? image.registry : `${image.registry}/${image.repository}`,
  path: kind === "history" && name !== undefined ? "history" : path,
  name: name ?? ruleId,
});

interface Keyed {
  readonly key: string;
  readonly images: readonly ImageExposure[];
}

/** Images are sorted by repository: neighbours share a key, which is made once. */
function byRepository(occurrence: Occurrence): readonly Keyed[] {
  const groups: { readonly key: string; readonly images: ImageExposure[] }[] = [];
  let last: ImageExposure | undefined;
  for (const image of occurrence.images) {
    if (image.repository === last?.repository && image.registry === last.registry) groups.at(-1)?.images.push(image);
    else {
      const { repository, path, name } = placeOf(occurrence, image);
      groups.push({ key: `${repository}\n${occurrence.kind}\n${path}\n${name}`, images: [image] });
    }
    last = image;
  }
  return groups;
}

interface Draft {
  readonly secret: Secret;
  readonly tags: Set<string>;
  readonly blobs: Set<string>;
  readonly line: number;
  first?: Moment;
}

const draftOf = (secret: Secret, { line }: Occurrence): Draft => ({
  secret,
  tags: new Set(),
  blobs: new Set(),
  line,
});

interface Seen {
  readonly image: ImageExposure;
  readonly run: (at: string) => number;
}

function add(draft: Draft, { blob }: Occurrence, { image, run }: Seen): void {
  const { since, firstSeen = "", manifest, layer = -1 } = image;
  const moment = { at: since ?? firstSeen, run: run(firstSeen), image: manifest, layer };
  draft.blobs.add(blob);
  if (image.present) for (const tag of image.tags) draft.tags.add(tag);
  if (draft.first === undefined || order(moment, draft.first) < 0) draft.first = moment;
}

const NEVER: Moment = { at: "", run: 0, image: "", layer: -1 };

const finish = ({ first = NEVER, ...draft }: Draft): Version => ({ ...draft, tags: [...draft.tags].sort(), first });

const byMoment = (a: Version, b: Version): number => order(a.first, b.first) || compare(a.secret.id, b.secret.id);

const order = (a: Moment, b: Moment): number =>
  compare(a.at, b.at) || a.run - b.run || compare(a.image, b.image) || a.layer - b.layer;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

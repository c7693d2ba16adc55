import type { Secret } from "../domain/rotation.ts";
import { leakedAgain, type Place, sharesBlob, type Version } from "../rotation/succession.ts";
import { workWord } from "../rotation/work.ts";
import { day, plural } from "./phrases.ts";

const PLACES = 5;
const VERSIONS = 8;
const TAGS = 3;

/** One value of a place, as the JSON of `exhume show` has it. */
interface VersionReport {
  readonly id: string;
  readonly state: Secret["state"];
  /** ISO 8601: of the oldest image that has it there. */
  readonly since: string;
  /** 0-based position of its layer in that image. */
  readonly layer?: number;
  readonly tags: readonly string[];
}

export interface PlaceReport {
  readonly repository: string;
  readonly path: string;
  readonly name: string;
  /** Oldest first. */
  readonly versions: readonly VersionReport[];
}

/** The places of the secrets at which other values stood before or after; what stands beside one, in the same blob, is no version of it. */
export const placeReports = (places: readonly Place[], secrets: readonly Secret[]): readonly PlaceReport[] => {
  const ids = new Set(secrets.map(({ id }) => id));
  return places
    .map(({ versions, ...place }) => ({ ...place, versions: apart(versions, ids).map(versionReport) }))
    .filter(({ versions }) => versions.length > 1)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
};

function apart(versions: readonly Version[], ids: ReadonlySet<string>): readonly Version[] {
  const own = versions.filter(({ secret }) => ids.has(secret.id));
  return versions.filter((one) => own.includes(one) || own.some((other) => !sharesBlob(one, other)));
}

const nameOf = ({ repository, path, name }: PlaceReport): string => `${repository} ${path} ${name}`;

/** Which values stood before and after them, and where: lines for `exhume show ID`. */
export function valueHistory(
  places: readonly PlaceReport[],
  secrets: readonly Secret[],
  byId: ReadonlyMap<string, Secret>,
) {
  const ids = new Set(secrets.map(({ id }) => id));
  const shown = places
    .slice(0, PLACES)
    .flatMap(({ repository, path, name, versions }) => [
      `${repository} ${path} ${name}`,
      ...around(versions, ids).map(([number, version]) =>
        versionLine(number, { ...version, word: wordOf(byId.get(version.id)) ?? version.state }, ids),
      ),
    ]);
  const more = places.length > PLACES ? [`and ${plural(places.length - PLACES, "more place")}: --json`] : [];
  return [...secrets.flatMap((secret) => relations(secret, byId)), ...shown, ...more];
}

const wordOf = (secret: Secret | undefined): string | undefined => secret && workWord(secret);

function relations(secret: Secret, byId: ReadonlyMap<string, Secret>): readonly string[] {
  const line = (text: string, other: string, again: boolean): string =>
    `${secret.id} ${text} ${other} (${wordOf(byId.get(other)) ?? "not shown"})${again ? ": rotated, and leaked again" : ""}`;
  const took = (id: string, before: string): boolean => {
    const next = byId.get(id);
    return next !== undefined && leakedAgain({ ...next, follows: [before] }, byId);
  };
  return [
    ...(secret.follows ?? []).map((id) => line("follows", id, took(secret.id, id))),
    ...(secret.followedBy ?? []).map((id) => line("is followed by", id, took(id, secret.id))),
  ];
}

/** The values next to the ones that are shown, with their numbers from 1. */
function around(
  versions: readonly VersionReport[],
  ids: ReadonlySet<string>,
): readonly (readonly [number, VersionReport])[] {
  const numbered = versions.map((version, index) => [index + 1, version] as const);
  if (numbered.length <= VERSIONS) return numbered;
  const at = Math.max(0, versions.findIndex(({ id }) => ids.has(id)) - VERSIONS / 2);
  return numbered.slice(Math.min(at, numbered.length - VERSIONS)).slice(0, VERSIONS);
}

function versionLine(
  number: number,
  { id, word, since, layer, tags }: VersionReport & { readonly word: string },
  ids: ReadonlySet<string>,
): string {
  const named = tags.slice(0, TAGS).join(", ") + (tags.length > TAGS ? ` and ${tags.length - TAGS} more` : "");
  return [
    `- v${number} ${id} ${word}`,
    `since ${day(since)}`,
    ...(layer === undefined ? [] : [`layer ${layer}`]),
    tags.length === 0 ? "no tag" : `${tags.length === 1 ? "tag" : "tags"} ${named}`,
    ...(ids.has(id) ? ["this one"] : []),
  ].join(", ");
}

/** Tags of images that are still there. */
const tagsOf = ({ images }: Version): readonly string[] =>
  [...new Set(images().flatMap(({ present, tags }) => (present ? tags : [])))].sort();

const versionReport = (version: Version): VersionReport => ({
  id: version.secret.id,
  state: version.secret.state,
  since: version.first.at,
  ...(version.first.layer < 0 ? {} : { layer: version.first.layer }),
  tags: tagsOf(version),
});

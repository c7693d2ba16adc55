import { append } from "../domain/append.ts";
import type { ImportedPlace, ImportedSighting } from "../domain/imported.ts";
import { INSIDE, outerPath } from "../domain/inner-path.ts";
import type { Occurrence, Secret } from "../domain/rotation.ts";
import type { Imports, NamedBlob, StoredImport } from "../store/imports.ts";
import type { StoredOccurrence } from "../store/occurrence-reader.ts";
import type { Exposures } from "./exposures.ts";

export interface JoinImports {
  readonly imports: Imports;
  /** By the id of its row. */
  readonly secrets: ReadonlyMap<number, Secret>;
  readonly exposures: Exposures;
}

/**
 * What other tools said, joined with what the case saw: a place in a blob of the case is shown by its images, and one
 * without a value confirms the secrets that stand there. Only what no place of the case explains stays by itself.
 */
export function joinImports(input: JoinImports): readonly Secret[] {
  const all = input.imports.all();
  if (all.length === 0) return [...input.secrets.values()];
  const find = createFinder(input.imports);
  const places = createPlaces(input.secrets);
  const told = new Map<number, Told>();
  const note = (id: number, sighting: ImportedSighting, occurrence?: Occurrence): void => {
    const known = told.get(id) ?? { sightings: [], occurrences: [] };
    told.set(id, known);
    known.sightings.push(sighting);
    if (occurrence !== undefined) known.occurrences.push(occurrence);
  };
  for (const stored of all) {
    const secret = input.secrets.get(stored.secretId);
    if (secret === undefined) continue;
    const at = find(stored.place);
    const confirmed = secret.withoutValue ? at.flatMap(({ blob, path }) => places.secretsAt(blob, path, stored)) : [];
    if (confirmed.length > 0 && secret.events.length === 0) {
      for (const id of confirmed) note(id, sighting(stored, at[0]?.blob));
      continue;
    }
    note(stored.secretId, sighting(stored, at[0]?.blob));
    for (const where of at)
      if (!places.has(stored.secretId, where))
        note(stored.secretId, sighting(stored, where.blob), occurrenceAt(where, { ...input, stored, secret }));
  }
  return [...input.secrets].flatMap(([id, secret]) => withTold(secret, told.get(id)));
}

interface Told {
  readonly sightings: ImportedSighting[];
  readonly occurrences: Occurrence[];
}

/** A secret without a place that is nobody's any more is one that others explain. */
function withTold(secret: Secret, told: Told | undefined): readonly Secret[] {
  if (told === undefined) return secret.withoutValue ? [] : [secret];
  const unique = new Map(told.sightings.map((one) => [JSON.stringify(one), one]));
  return [{ ...secret, occurrences: [...secret.occurrences, ...told.occurrences], imported: [...unique.values()] }];
}

interface Located {
  readonly blob: NamedBlob;
  readonly path: string;
}

/** The history of an image as TruffleHog names it (pkg/sources/docker). */
const HISTORY = /^image-metadata:history:(\d+):created-by$/;

/** gitleaks and betterleaks write `app.zip!conf/.env` for a file in a container (sources/file.go). */
const MEMBER = /(\.[a-z0-9]{1,7})!(?=[^/])/gi;

function createFinder(imports: Imports): (place: ImportedPlace) => readonly Located[] {
  return ({ image, layer, diffId, path = "" }) => {
    const history = HISTORY.exec(path);
    if (history !== null) {
      const configs = layer === undefined ? namesOf(image).flatMap(imports.configsOf) : imports.configsWith(layer);
      return configs.map((blob) => ({ blob, path: `history[${history[1]}]` }));
    }
    const digest = layer ?? diffId;
    if (digest === undefined || path === "") return [];
    const blobs = imports.blobs(digest);
    const found = blobs.length > 0 || diffId === undefined ? blobs : imports.blobs(diffId);
    return found.map((blob) => ({ blob, path: path.replace(/^\.?\//, "").replace(MEMBER, `$1${INSIDE}`) }));
  };
}

/** Docker leaves out its own registry, the namespace of official images, and the tag `latest`. */
function namesOf(image: string | undefined): readonly string[] {
  if (image === undefined) return [];
  const whole = /[:@][^/]+$/.test(image) ? image : `${image}:latest`;
  return [whole, `docker.io/${whole}`, `docker.io/library/${whole}`];
}

function createPlaces(secrets: JoinImports["secrets"]) {
  const at = new Map<string, { readonly id: number; readonly line: number }[]>();
  const files = new Set<string>();
  for (const [id, { occurrences }] of secrets)
    for (const { blob, path, line } of occurrences) {
      const key = `${blob} ${path}`;
      append(at, key, { id, line });
      files.add(`${id} ${key}`).add(`${id} ${blob} ${outerPath(path)}`);
    }
  return {
    /** There, or in the container that is there: not every tool says what in it. */
    has: (id: number, { blob, path }: Located): boolean => files.has(`${id} ${blob.digest} ${path}`),
    /** Secrets that begin on the lines of the place; anywhere in the file, when no line is told. */
    secretsAt: (blob: NamedBlob, path: string, { place: { line, endLine = line } }: StoredImport): readonly number[] =>
      (at.get(`${blob.digest} ${path}`) ?? [])
        .filter((one) => line === undefined || (one.line >= line && one.line <= (endLine ?? line)))
        .map(({ id }) => id),
  };
}

interface Synthesis extends Pick<JoinImports, "exposures"> {
  readonly stored: StoredImport;
  readonly secret: Secret;
}

function occurrenceAt({ blob, path }: Located, { stored, secret, exposures }: Synthesis): Occurrence {
  const kind = blob.kind === "config" ? "history" : "file";
  const { tool, place } = stored;
  const at: StoredOccurrence = {
    ...{ secretId: stored.secretId, blobId: blob.id, blob: blob.digest, kind, path, line: place.line ?? 1 },
    ...{ start: 0, end: 0, name: null, ruleId: secret.ruleId, superseded: 0, provenance: "application" },
    ...{ provenanceReason: null, strength: "name", confidence: null, fileKeys: null },
  };
  return {
    blob: blob.digest,
    kind,
    path,
    line: place.line ?? 1,
    span: { start: 0, end: 0 },
    ruleId: secret.ruleId,
    provenance: kind === "history" ? "config" : "application",
    strength: "name",
    confidence: secret.confidence,
    toldBy: tool,
    images: exposures([at])[0]?.images ?? [],
  };
}

const sighting = ({ tool, rule, place, importedAt }: StoredImport, blob: NamedBlob | undefined): ImportedSighting => ({
  tool,
  rule,
  place: placeText(place),
  importedAt,
  ...(blob === undefined ? {} : { blob: blob.digest }),
});

/** `registry.example/app:1 layer sha256:... app/.env line 3`, `https://git.example/app commit 3f9c2a .env line 3`. */
const placeText = ({ image, layer, diffId, repository, commit, path, line, url }: ImportedPlace): string =>
  [
    image,
    (layer ?? diffId) && `layer ${layer ?? diffId}`,
    repository,
    commit && `commit ${commit}`,
    path,
    line && `line ${line}`,
    url !== undefined && path === undefined ? url : undefined,
  ]
    .filter(Boolean)
    .join(" ") || "no place was told";

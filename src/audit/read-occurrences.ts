import { append } from "../domain/append.ts";
import type { Digest } from "../domain/digest.ts";
import type { Confidence, DocumentKind, Span } from "../domain/finding.ts";
import type { Provenance, Strength } from "../domain/provenance.ts";
import type { ImageExposure, Occurrence } from "../domain/rotation.ts";
import type { StoredOccurrence } from "../store/occurrence-reader.ts";
import type { Store } from "../store/store.ts";
import { containerPath } from "./container-path.ts";
import type { Exposures } from "./exposures.ts";
import type { ImageList } from "./image-lists.ts";
import { createWhose, type PlaceOf } from "./whose.ts";

interface ReadOccurrences {
  readonly exposures: Exposures;
  /** Of secrets, by the id of the row. */
  readonly confidences: ReadonlyMap<number, Confidence>;
}

type Reader = Pick<Store, "secrets" | "packages">;

/**
 * The places of each secret, by the id of its row, in the order of digests, paths and positions. The blobs are gone through in
 * the order in which audits saw them: images of one repository, and what they share, lie side by side in the case.
 */
export function readOccurrences(
  { secrets, packages }: Reader,
  { exposures, confidences }: ReadOccurrences,
): ReadonlyMap<number, readonly Occurrence[]> {
  const beside = packages.layersBeside();
  const whose = createWhose({ fileKeys: secrets.fileKeys(), isBeside: (blobId) => beside.has(blobId) }, packages);
  const read = createOccurrences({ exposures, confidences, whose });
  for (const blob of secrets.blobs()) read.add(secrets.occurrences(blob));
  return read.end();
}

interface SomeOccurrences extends Pick<ReadOccurrences, "exposures"> {
  /** In the order of blobs, paths and positions; each with a confidence. */
  readonly stored: readonly StoredOccurrence[];
}

/** The same of some secrets, or of some of their places. */
export function occurrencesOf(
  { packages }: Pick<Store, "packages">,
  { stored, exposures }: SomeOccurrences,
): ReadonlyMap<number, readonly Occurrence[]> {
  const fileKeys = stored.flatMap((one) => one.fileKeys ?? []);
  const whose = createWhose({ fileKeys, isBeside: (blobId) => packages.isBeside(blobId) }, packages);
  const confidences = new Map(stored.map(({ secretId, confidence }) => [secretId, confidence ?? "high"]));
  const read = createOccurrences({ exposures, confidences, whose });
  for (let at = 0; at < stored.length; ) {
    const blobId = stored[at]?.blobId;
    let end = at + 1;
    while (stored[end]?.blobId === blobId && end < stored.length) end++;
    read.add(stored.slice(at, end));
    at = end;
  }
  return read.end();
}

function createOccurrences({
  exposures,
  confidences,
  whose,
}: ReadOccurrences & { readonly whose: ReturnType<typeof createWhose> }) {
  const places = new Map<number, Occurrence[]>();
  return {
    /** All that are asked for of one blob. */
    add: (stored: readonly StoredOccurrence[]): void => {
      const lists = exposures(stored);
      for (const [at, one] of stored.entries()) {
        const [list, confidence] = [lists[at], confidences.get(one.secretId)];
        if (list === undefined || confidence === undefined)
          throw new Error("a place of a secret that is not in the case");
        const occurrence = new ReadOccurrence(one, { list, place: whose(one, confidence) });
        append(places, one.secretId, occurrence);
      }
    },
    end: (): ReadonlyMap<number, readonly Occurrence[]> => {
      for (const of of places.values()) of.sort((a, b) => (a.blob < b.blob ? -1 : a.blob > b.blob ? 1 : 0));
      return places;
    },
  };
}

interface Seen {
  readonly list: ImageList;
  readonly place: PlaceOf;
}

const pathIn = ({ kind, path }: StoredOccurrence, list: ImageList): string =>
  kind === "file" ? containerPath(path, list) : path;

/** What was scanned as one document has no path in it: people are told what it is. */
const wholeBlob = (kind: DocumentKind): string => {
  if (kind === "file") return "the blob as it is";
  return `the ${kind === "annotation" ? "manifest" : kind} as text`;
};

/** Of a million of these a case may be made: its images are made when they are asked for. The order is that of reports. */
class ReadOccurrence implements Occurrence {
  declare readonly blob: Digest;
  declare readonly kind: DocumentKind;
  declare readonly path: string;
  declare readonly line: number;
  declare readonly span: Span;
  declare readonly ruleId: string;
  declare readonly name?: string;
  declare readonly provenance: Provenance;
  declare readonly provenanceReason?: string;
  declare readonly strength: Strength;
  declare readonly confidence: Confidence;
  readonly #list: ImageList;

  constructor(stored: StoredOccurrence, { list, place }: Seen) {
    this.blob = stored.blob;
    this.kind = stored.kind;
    this.path = stored.path === "" ? wholeBlob(stored.kind) : pathIn(stored, list);
    this.line = stored.line;
    this.span = { start: stored.start, end: stored.end };
    this.ruleId = stored.ruleId;
    if (stored.name !== null) this.name = stored.name;
    this.provenance = place.provenance;
    if (place.provenanceReason !== undefined) this.provenanceReason = place.provenanceReason;
    this.strength = place.strength;
    this.confidence = place.confidence;
    this.#list = list;
  }

  get images(): readonly ImageExposure[] {
    return this.#list.images;
  }
}

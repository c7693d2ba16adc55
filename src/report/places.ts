import type { OccurrenceReport, SecretReport } from "./model.ts";

/** A place of a secret for tools that think in files. */
export interface FilePlace {
  /** Repository and path in it, as one path: `registry.example/team/app/app/.env`. */
  readonly path: string;
  /** Undefined when the document is no file, or another tool told none. */
  readonly line?: number;
  readonly occurrence: OccurrenceReport;
}

/** The places of a secret, those of images that are there and tagged first; a place that several images share is one. */
export function filePlaces({ occurrences }: SecretReport): readonly FilePlace[] {
  const places = occurrences.map((occurrence) => ({ occurrence, image: nearest(occurrence) }));
  const sorted = places.sort((a, b) => rank(b.image) - rank(a.image));
  const unique = new Map<string, FilePlace>();
  for (const { occurrence, image } of sorted) {
    const { blob, kind, path, line, toldBy } = occurrence;
    const holder = image === undefined ? blob : [image.registry, image.repository].filter(Boolean).join("/");
    const place = { path: `${holder}/${path.replace(/^\/+/, "")}`, occurrence };
    const key = `${place.path}\n${line}`;
    if (!unique.has(key)) unique.set(key, kind !== "file" || toldBy !== undefined ? place : { ...place, line });
  }
  return [...unique.values()];
}

type Image = OccurrenceReport["images"][number];

/** The first of the best. */
const nearest = ({ images }: OccurrenceReport): Image | undefined => {
  let best: Image | undefined;
  for (const image of images) if (rank(image) > rank(best)) best = image;
  return best;
};

const rank = (image: Image | undefined): number =>
  image === undefined ? -1 : Number(image.present) * 2 + Number(image.tags.length > 0);

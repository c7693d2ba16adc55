import type { Confidence } from "../domain/finding.ts";
import type { Hidden, Occurrence, Secret } from "../domain/rotation.ts";

export interface ShownOptions {
  /** What stands in files of distributions and libraries, too. */
  readonly includeVendored: boolean;
  readonly minConfidence: Confidence;
}

export interface Shown {
  readonly secrets: readonly Secret[];
  readonly hidden: Omit<Hidden, "weakInLibraries">;
  /** Ids of those of which places are left out. */
  readonly parts: ReadonlySet<string>;
}

/**
 * What a report tells unless it is asked for all: no place in a file that everybody has, nothing below a confidence.
 * Nothing is hidden that somebody has worked on, and what is hidden is counted.
 */
export function shownSecrets(secrets: readonly Secret[], { includeVendored, minConfidence }: ShownOptions): Shown {
  const shown: Secret[] = [];
  const parts = new Set<string>();
  const hidden = { vendored: 0, lowConfidence: 0 };
  for (const secret of secrets) {
    const all = includeVendored || isWorkedOn(secret);
    const places = all
      ? secret.occurrences
      : secret.occurrences.filter((place) => !isPublic(place) && !isPublished(secret, place));
    const isWhole = places.length === secret.occurrences.length;
    if (!isWhole) parts.add(secret.id);
    const confidence = surest(places);
    if (places.length === 0 && secret.occurrences.length > 0) hidden.vendored++;
    else if (!isWorkedOn(secret) && isBelow(confidence ?? "high", minConfidence)) hidden.lowConfidence++;
    else
      shown.push({
        ...secret,
        occurrences: isWhole ? secret.occurrences : places,
        ...(confidence === undefined ? {} : { confidence }),
      });
  }
  return { secrets: shown, hidden, parts };
}

/** An audit that seals keeps values of all that it finds, and chooses none. */
const isWorkedOn = ({ events }: Secret): boolean => events.some(({ kind }) => kind !== "sealed");

/** In a library only what proves itself may be somebody's. */
export const isPublic = ({ provenance, strength }: Pick<Occurrence, "provenance" | "strength">): boolean =>
  provenance === "vendored" || (provenance === "dependency" && strength !== "proof");

/** A key that everybody can download, where libraries keep what they test with. */
const isPublished = ({ facts }: Secret, { provenance }: Occurrence): boolean =>
  facts.publicKeyOf !== undefined && provenance === "dependency";

export const isBelow = (confidence: Confidence, least: Confidence): boolean => RANK[confidence] > RANK[least];

const RANK: Readonly<Record<Confidence, number>> = { high: 0, medium: 1, low: 2 };

const surest = (places: readonly Occurrence[]): Confidence | undefined =>
  places.map(({ confidence }) => confidence).sort((a, b) => RANK[a] - RANK[b])[0];

import type { Confidence } from "../domain/finding.ts";
import { unpackKeys } from "../domain/provenance.ts";
import type { Occurrence } from "../domain/rotation.ts";
import type { StoredOccurrence } from "../store/occurrence-reader.ts";
import type { Packages } from "../store/packages.ts";
import { VENDORED, vouches } from "./vouch.ts";

export type PlaceOf = Pick<Occurrence, "provenance" | "provenanceReason" | "strength" | "confidence">;

/**
 * Whose file an occurrence stands in, now that all layers are known: a manifest in any of them vouches for a file in any
 * other whose path and bytes are those that it lists. `fileKeys`: those of all occurrences. `isBeside`: of a layer, as Packages
 * tells it.
 */
export function createWhose(
  { fileKeys, isBeside }: { readonly fileKeys: readonly Buffer[]; readonly isBeside: (blobId: number) => boolean },
  packages: Pick<Packages, "vouchers">,
): (occurrence: StoredOccurrence, confidence: Confidence) => PlaceOf {
  const vouchers = packages.vouchers(new Set(fileKeys.flatMap(unpackKeys)));
  return (occurrence, ofSecret) => {
    const { provenance, provenanceReason, strength } = occurrence;
    const confidence = occurrence.confidence ?? ofSecret;
    const voucher = keysOf(occurrence).flatMap((key) => vouchers.get(key) ?? [])[0];
    if (voucher !== undefined) return { ...VENDORED, provenanceReason: vouches(voucher), strength };
    if (
      provenance === "application" &&
      strength === "name" &&
      SYSTEM.test(occurrence.path) &&
      !isBeside(occurrence.blobId)
    )
      return { provenance, provenanceReason: provenanceReason ?? UNKNOWN, strength, confidence: "low" };
    return { provenance, ...(provenanceReason === null ? {} : { provenanceReason }), strength, confidence };
  };
}

const keysOf = ({ fileKeys }: StoredOccurrence): readonly bigint[] => (fileKeys === null ? [] : unpackKeys(fileKeys));

/** Folders that packages of a system fill (Filesystem Hierarchy Standard 3.0); settings in etc are their owner's. */
const SYSTEM = /^(?:usr\/(?!local\/)|s?bin\/|lib(?:32|64|x32)?\/)/;
const UNKNOWN = "in a folder of the system, in an image without a manifest of its packages";

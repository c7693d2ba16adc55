import type { FileScan } from "../audit/scan-file.ts";
import { isBelow, isPublic } from "../audit/shown.ts";
import type { Config } from "../config.ts";
import type { DocumentFinding } from "../domain/finding.ts";
import type { Hidden } from "../domain/rotation.ts";

/** Takes out what is not told, and counts it: values by fingerprint, each once. */
export interface HiddenFindings {
  told(scan: FileScan): readonly DocumentFinding[];
  totals(): Hidden;
}

export const createHiddenFindings = ({
  includeVendored,
  minConfidence,
}: Pick<Config, "includeVendored" | "minConfidence">): HiddenFindings => {
  const vendored = new Set<string>();
  const lowConfidence = new Set<string>();
  let weakInLibraries = 0;
  const setOf = (finding: DocumentFinding): Set<string> | undefined => {
    if (!includeVendored && isPublic(finding)) return vendored;
    return isBelow(finding.confidence, minConfidence) ? lowConfidence : undefined;
  };
  return {
    told: (scan) => {
      weakInLibraries += scan.weakInLibraries;
      return scan.findings.filter((finding) => setOf(finding)?.add(finding.fingerprint) === undefined);
    },
    totals: () => ({ vendored: vendored.size, lowConfidence: lowConfidence.size, weakInLibraries }),
  };
};

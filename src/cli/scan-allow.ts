import { posix, relative, resolve } from "node:path";
import { type Baseline, BY_BASELINE, readBaseline } from "../catalog/allow/baseline.ts";
import type { Config } from "../config.ts";
import type { Allowed, DocumentFinding } from "../domain/finding.ts";
import { openAllowances } from "../wire-case.ts";

export interface ScanAllow {
  /** Values are needed to compare their hashes. */
  readonly needsValues: boolean;
  /** `sha256` is undefined when nobody asked for it. */
  judge(finding: DocumentFinding, sha256: string | undefined): Allowed | undefined;
  /** What is to be said at the end. */
  notes(): readonly string[];
}

/** The ignore file and the baseline of the settings. `prefix`: what stands before paths; `caseKey`: fingerprints are those of a case. */
export const createScanAllow = (
  config: Config,
  { prefix, caseKey }: { readonly prefix: string; readonly caseKey: boolean },
): ScanAllow => {
  const allowances = openAllowances(config);
  const baseline = config.baseline === undefined ? undefined : readBaseline(config.baseline);
  const before = placePrefix(prefix);
  return {
    needsValues: allowances.needsHash,
    judge: ({ ruleId, document, name, preview, ...finding }, sha256) => {
      const path = `${before}${document.path}`;
      const fingerprint = caseKey ? finding.fingerprint : undefined;
      const allowed = allowances.allow({ ruleId, path, fingerprint, sha256 });
      if (allowed !== undefined) return allowed;
      return baseline?.isKnown({ ruleId, path, name, preview, fingerprint }) ? { by: BY_BASELINE } : undefined;
    },
    notes: () => [
      ...allowances.expired(),
      ...(allowances.needsFingerprint && !caseKey
        ? [`${config.allowFile?.name} names secrets of a case: their lines count with --db only`]
        : []),
      ...placeNote(baseline, caseKey),
    ],
  };
};

const placeNote = (baseline: Baseline | undefined, caseKey: boolean): readonly string[] =>
  baseline === undefined || (baseline.hasFingerprints && caseKey)
    ? []
    : [
        "the baseline goes by rule, path, name and preview: a password that was changed for one of the same length is known",
      ];

/** From the current folder, however the path was typed. */
export const placePrefix = (prefix: string): string => {
  if (prefix === "") return "";
  const here = relative(".", resolve(prefix));
  if (here === "") return "";
  return here.startsWith("..") ? posix.normalize(`${resolve(prefix)}/`) : `${here}/`;
};

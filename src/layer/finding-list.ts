import type { DocumentFinding, DocumentInfo, Finding } from "../domain/finding.ts";
import type { Packages } from "./packages/packages.ts";
import { mayBeLibrary, type PlacedFile, settle } from "./settle.ts";

/** Findings of one blob, up to a limit, until it is known whose files they stand in. */
export interface FindingList {
  keep(document: DocumentInfo, finding: Finding): void;
  supersede(document: DocumentInfo): void;
  place(document: DocumentInfo, file: PlacedFile): void;
  result(): FoundInBlob;
}

interface FoundInBlob {
  readonly findings: readonly DocumentFinding[];
  /** Says how many are not kept, when there were too many. */
  readonly lost?: string;
  readonly weakInLibraries: number;
}

interface FoundHere {
  readonly finding: Finding;
  readonly document: DocumentInfo;
}

/** Of one secret in a blob; each is a line of reports for every image that holds the blob. */
const PLACES = 1000;

export const createFindingList = (limit: number, packages: Packages | undefined): FindingList => {
  const findings: FoundHere[] = [];
  /** In folders that may be a library's, and weak there: they must not take the place of others. */
  const weak: FoundHere[] = [];
  const superseded = new Set<DocumentInfo>();
  const files = new Map<DocumentInfo, PlacedFile>();
  const places = new Map<string, number>();
  let found = 0;
  const settled = ({ finding, document }: FoundHere): readonly DocumentFinding[] => {
    const one = settle(finding, { document, packages, file: files.get(document) });
    return one === undefined ? [] : [superseded.has(document) ? { ...one, superseded: true } : one];
  };
  return {
    keep: (document, finding) => {
      found++;
      const list = finding.strength === "name" && packages !== undefined && mayBeLibrary(document) ? weak : findings;
      const known = places.get(finding.fingerprint) ?? 0;
      if (list.length >= limit || known >= PLACES) return;
      places.set(finding.fingerprint, known + 1);
      list.push({ finding, document });
    },
    supersede: (document) => void superseded.add(document),
    place: (document, file) => void files.set(document, file),
    result: () => {
      const told = weak.flatMap(settled);
      const kept = findings.length + weak.length;
      return {
        findings: [...findings.flatMap(settled), ...told],
        ...(found > kept && { lost: `${found} findings in this blob: ${kept} of them are kept` }),
        weakInLibraries: weak.length - told.length,
      };
    },
  };
};

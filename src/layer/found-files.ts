import type { DocumentInfo, Finding } from "../domain/finding.ts";
import type { Collector } from "./collector.ts";

/** Findings that are remembered for later entries: a layer made of them must not fill the memory. */
const REMEMBERED = 10_000;

/** What was found in the files of one layer, by path, for the entries that speak of them later. */
export interface FoundFiles {
  keep(document: DocumentInfo, findings: readonly Finding[]): void;
  /**
   * An entry begins. It takes the place of an earlier one of its path. A hard link to `target` shows what was found
   * there, also when the first name is deleted.
   */
  begin(document: DocumentInfo, entry: Entry): void;
}

interface Entry {
  /** The document has the whole path: one that was cut could be that of another entry. */
  readonly whole: boolean;
  readonly target: string | undefined;
}

export const createFoundFiles = (collector: Collector): FoundFiles => {
  const found = new Map<string, { readonly document: DocumentInfo; readonly findings: readonly Finding[] }>();
  let remembered = 0;
  const keep = (document: DocumentInfo, findings: readonly Finding[]): void => {
    remembered += findings.length;
    if (findings.length > 0 && remembered <= REMEMBERED) found.set(document.path, { document, findings });
  };
  return {
    keep,
    begin: (document, { whole, target }) => {
      if (target === document.path) return;
      const earlier = whole ? found.get(document.path) : undefined;
      if (earlier !== undefined) collector.supersede(earlier.document);
      if (whole) found.delete(document.path);
      const first = target === undefined ? undefined : found.get(target);
      if (first === undefined) return;
      collector.repeat(document, first.findings);
      keep(document, first.findings);
    },
  };
};

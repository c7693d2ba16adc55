import type { DocumentInfo } from "../domain/finding.ts";
import type { Collector, Found } from "./collector.ts";
import { toldPath } from "./told-path.ts";

/** Findings that are remembered for later entries: a layer made of them must not fill the memory. */
const REMEMBERED = 10_000;

/** What was found in the files of one layer, by path, for the entries that speak of them later. */
export interface FoundFiles {
  /** `found`: in the file itself, and in documents inside of it, whose paths begin with that of the file. */
  keep(document: DocumentInfo, found: readonly Found[]): void;
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
  const files = new Map<string, readonly Found[]>();
  let remembered = 0;
  const keep = (file: DocumentInfo, found: readonly Found[]): void => {
    const count = found.reduce((sum, { findings }) => sum + findings.length, 0);
    remembered += count;
    if (count > 0 && remembered <= REMEMBERED) files.set(file.path, found);
  };
  return {
    keep,
    begin: (file, { whole, target }) => {
      if (target === file.path) return;
      const earlier = whole ? files.get(file.path) : undefined;
      for (const { document } of earlier ?? []) collector.supersede(document);
      if (whole) files.delete(file.path);
      const first = target === undefined ? undefined : files.get(target);
      if (target === undefined || first === undefined) return;
      const again = first.map(({ document, findings }) => ({ document: moved(document, { target, file }), findings }));
      for (const { document, findings } of again) collector.repeat(document, findings);
      keep(file, again);
    },
  };
};

const moved = (
  document: DocumentInfo,
  { target, file }: { readonly target: string; readonly file: DocumentInfo },
): DocumentInfo =>
  document.path === target ? file : { ...document, path: toldPath(file.path + document.path.slice(target.length)) };

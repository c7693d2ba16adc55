import type { DocumentInfo } from "../domain/finding.ts";
import type { Collector, Found } from "./collector.ts";
import { createFileDigests } from "./file-digests.ts";
import type { PlacedFile } from "./settle.ts";
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
  /** Of the body of the entry that began. They are read again when the file is kept, if they are all of it. */
  bytes(bytes: Uint8Array): void;
}

interface FoundFile {
  readonly found: readonly Found[];
  readonly digests: PlacedFile["digests"];
}

export interface Entry {
  /** The document has the whole path: one that was cut could be that of another entry. */
  readonly whole: boolean;
  readonly target: string | undefined;
  /** Of its body, in bytes; infinite when nobody knows. */
  readonly size: number;
  /** What follows damage: no container begins with it. */
  readonly isUnparsed?: boolean;
}

/** `hashed`: files are those of the layer itself, which packages may list. */
export const createFoundFiles = (collector: Collector, { hashed }: { readonly hashed: boolean }): FoundFiles => {
  const files = new Map<string, FoundFile>();
  const digests = hashed ? createFileDigests() : undefined;
  let remembered = 0;
  const keep = (file: DocumentInfo, { found, digests }: FoundFile): void => {
    for (const { document } of found) collector.place(document, { path: file.path, digests });
    const count = found.reduce((sum, { findings }) => sum + findings.length, 0);
    remembered += count;
    if (count > 0 && remembered <= REMEMBERED) files.set(file.path, { found, digests });
  };
  return {
    keep: (file, all) => {
      const found = all.filter(({ findings }) => findings.length > 0);
      if (found.length > 0) keep(file, { found, digests: digests?.end() ?? [] });
    },
    bytes: (bytes) => digests?.push(bytes),
    begin: (file, { whole, target, size }) => {
      digests?.begin(file.path, size);
      if (target === file.path || files.size === 0) return;
      const earlier = whole ? files.get(file.path) : undefined;
      for (const { document } of earlier?.found ?? []) collector.supersede(document);
      if (whole) files.delete(file.path);
      const first = target === undefined ? undefined : files.get(target);
      if (target === undefined || first === undefined) return;
      const again = first.found.map(({ document, findings }) => ({
        document: moved(document, { target, file }),
        findings,
      }));
      for (const { document, findings } of again) collector.repeat(document, findings);
      keep(file, { found: again, digests: first.digests });
    },
  };
};

const moved = (
  document: DocumentInfo,
  { target, file }: { readonly target: string; readonly file: DocumentInfo },
): DocumentInfo =>
  document.path === target ? file : { ...document, path: toldPath(file.path + document.path.slice(target.length)) };

import type { PackageFiles } from "../../domain/provenance.ts";
import { createApk } from "./apk.ts";
import { createDpkg } from "./dpkg.ts";
import { createLibraryPath } from "./library-path.ts";
import type { ManifestReader, Placed, Whose } from "./manifest-reader.ts";
import { createNpm } from "./npm.ts";
import { createPython } from "./python.ts";
import { createRpm } from "./rpm.ts";

/** What the manifests of one blob, or of one folder, say of its files. */
export interface Packages {
  /** A document begins. Undefined: it is no manifest. */
  open(path: string): OpenManifest | undefined;
  /** Once all documents are over. */
  whose(file: Placed): Whose;
  /** Packages of distributions. */
  system(): readonly PackageFiles[];
  /** More was listed than is kept. */
  isFull(): boolean;
}

export interface OpenManifest {
  push(bytes: Uint8Array): void;
  /** False: it was larger than a manifest may be, and was not read. */
  end(): boolean;
}

export const createPackages = (): Packages => {
  const { system, libraries } = createReaders();
  const readers = [...system, ...libraries];
  return {
    open: (path) => openManifest(readers, path),
    whose: (file) => {
      for (const library of libraries) {
        const found = library.whose(file);
        if (found !== undefined) return found;
      }
      return APPLICATION;
    },
    system: () => system.flatMap((reader) => reader.packages()),
    isFull: () => system.some((reader) => reader.isFull()),
  };
};

/** Hands manifests on, instead of reading them. */
export const createManifestTap = (
  read: (path: string, bytes: Uint8Array) => void,
): ((path: string) => OpenManifest | undefined) => {
  const { system, libraries } = createReaders();
  const readers = [...system, ...libraries].map(({ begin }) => ({ begin, read }));
  return (path) => openManifest(readers, path);
};

const createReaders = () => ({
  system: [createDpkg(), createApk(), createRpm()],
  libraries: [createNpm(), createPython(), createLibraryPath()],
});

const openManifest = (readers: readonly ManifestReader[], path: string): OpenManifest | undefined => {
  for (const reader of readers) {
    const limit = reader.begin(path);
    if (limit !== undefined) return keepBytes(limit, (bytes) => reader.read(path, bytes));
  }
  return undefined;
};

const APPLICATION: Whose = { provenance: "application" };

const keepBytes = (limit: number, read: (bytes: Buffer) => void): OpenManifest => {
  let chunks: Uint8Array[] | undefined = [];
  let length = 0;
  return {
    push: (bytes) => {
      length += bytes.length;
      if (length > limit) chunks = undefined;
      chunks?.push(Uint8Array.from(bytes));
    },
    end: () => {
      if (chunks !== undefined) read(Buffer.concat(chunks));
      return chunks !== undefined;
    },
  };
};

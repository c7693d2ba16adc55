import type { PackageFiles } from "../../domain/provenance.ts";

/** Reads the manifests of one package manager. What it is given is anybody's: nothing in it makes it throw. */
export interface ManifestReader {
  /**
   * A document begins. Gives how many of its bytes may be kept for `read`, where it is a manifest; a larger one is not
   * read, and that is noted. Every path of a layer is asked for: what most do not have is to be looked for first.
   */
  begin(path: string): number | undefined;
  read(path: string, bytes: Buffer): void;
}

/** Of a system: it lists files of distributions. */
export interface SystemReader extends ManifestReader {
  packages(): readonly PackageFiles[];
  isFull(): boolean;
}

/** A file, and whose it is. `keys`: of the file as it stands, where they are known. */
export interface Placed {
  readonly path: string;
  readonly keys: readonly bigint[];
}

/** `dependency`: of a library that everybody can have; `application`: of one that only its owner has, or of none. */
export interface Whose {
  readonly provenance: "dependency" | "application";
  /** In words; none where there is nothing to say. */
  readonly reason?: string;
}

/** Of a language. */
export interface LibraryReader extends ManifestReader {
  /** Undefined: it is in no folder of this package manager. */
  whose(file: Placed): Whose | undefined;
}

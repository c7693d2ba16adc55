/**
 * Whose file a document is. `config`: settings, history and manifest of the image itself; `vendored`: equal to the file of
 * a package that a distribution publishes; `dependency`: a library's, below the folder of a package manager of a
 * language; `application`: anything else.
 */
export type Provenance = "config" | "application" | "dependency" | "vendored";

/**
 * What a finding rests on, best first. `proof`: a checksum, or it parses as what it is; `prefix`: a format of its own;
 * `name`: what the value is called, and what it looks like.
 */
export type Strength = "proof" | "prefix" | "name";

/** Files of an installed package of a distribution, as its manifest lists them. */
export interface PackageFiles {
  /** `dpkg`, `apk`, `rpm`. */
  readonly manager: string;
  readonly name: string;
  readonly version: string;
  /** Who publishes it: `Debian`. */
  readonly distribution: string;
  /** Sorted keys of its files, see `fileKey`, 8 bytes each, base64. */
  readonly keys: string;
}

/** A package that vouches for a file. */
export type Voucher = Pick<PackageFiles, "name" | "version" | "distribution">;

/** Bytes of a key. Two different files have the same one by chance once in 2^64. */
export const KEY_BYTES = 8;

/** Keys that are packed one after the other. */
export const unpackKeys = (packed: Buffer): readonly bigint[] =>
  Array.from({ length: Math.floor(packed.length / KEY_BYTES) }, (_, at) => packed.readBigUInt64BE(at * KEY_BYTES));

import type { TarLimits } from "../tar/tar-walker.ts";

const MEBIBYTE = 1024 * 1024;

/** Where unpacking stops, so that no image can hang or bloat a scan. Every limit that is hit becomes a `Skip`. */
export interface LayerLimits extends TarLimits {
  /** Bytes of one blob after decompression; those of all containers in it count once more, up to the same number. */
  readonly unpackedBytes: number;
  /** Unpacked bytes per stored byte of a blob, and of each container with all that is in it, looked at once `ratioFrom` bytes are unpacked. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** Milliseconds of unpacking and scanning, without the time that the registry takes to send. */
  readonly workMs: number;
  /** zstd window in bytes: memory that the blob demands. 128 MiB is what the zstd program itself accepts. */
  readonly windowBytes: number;
  /** Bytes of a container that is read in no order, and held whole for that: a database. */
  readonly heldBytes: number;
  /** Findings kept of one blob. */
  readonly findings: number;
  /** Containers in containers, below the layer: a gzip file in a jar in a war is the third. */
  readonly depth: number;
}

export const LAYER_LIMITS: LayerLimits = Object.freeze({
  unpackedBytes: 32 * 1024 * MEBIBYTE,
  ratio: 2000,
  ratioFrom: 256 * MEBIBYTE,
  workMs: 60 * 60_000,
  windowBytes: 128 * MEBIBYTE,
  heldBytes: 64 * MEBIBYTE,
  entries: 5_000_000,
  headerBytes: MEBIBYTE,
  findings: 10_000,
  depth: 5,
});

/**
 * Blobs that are read whole, in bytes: larger ones are scanned as they come. BuildKit makes attestations of up to 40 MiB,
 * but one of 15 with its values takes more memory than an audit may.
 */
export const CONFIG_BYTES = 4 * MEBIBYTE;
export const ATTESTATION_BYTES = 8 * MEBIBYTE;

/** Values of one JSON blob that become documents of their own, how deep they may stand, and below how many bytes of keys. */
export const JSON_VALUES = 500_000;
export const JSON_DEPTH = 100;
export const JSON_KEYS = 4096;

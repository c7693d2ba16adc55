/** Longest frame header: magic, descriptor, window, 4 bytes of dictionary id, 8 of content size. */
export const ZSTD_HEADER_BYTES = 18;
/** A block never unpacks to more (RFC 8878, 3.1.1.2.4). */
const ZSTD_BLOCK_BYTES = 128 * 1024;

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;

export interface ZstdFrame {
  /** Length of the header. */
  readonly bytes: number;
  /** Memory that the frame demands. */
  readonly window: number;
  readonly checksum: boolean;
}

export interface ZstdBlock {
  readonly last: boolean;
  /** Length with the 3-byte header. */
  readonly bytes: number;
}

export const isZstd = (bytes: Uint8Array): boolean => magic(bytes) === MAGIC;

/** Content length of the skippable frame that `bytes` start with; undefined when they do not. */
export const skippableLength = (bytes: Uint8Array): number | undefined =>
  bytes.length >= 8 && (magic(bytes) & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC ? little(bytes, 4, 4) : undefined;

/** RFC 8878, 3.1.1.1. Undefined when `bytes` are cut or use a reserved bit. */
export const readZstdFrame = (bytes: Uint8Array): ZstdFrame | undefined => {
  const descriptor = bytes[4];
  if (!isZstd(bytes) || descriptor === undefined || descriptor & 8) return undefined;
  const single = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeFlag = descriptor >>> 6;
  const sizeBytes = sizeFlag === 0 ? Number(single) : 1 << sizeFlag;
  const sizeAt = 5 + Number(!single) + dictionary;
  if (bytes.length < sizeAt + sizeBytes) return undefined;
  const content = little(bytes, sizeAt, sizeBytes) + (sizeFlag === 1 ? 256 : 0);
  return {
    bytes: sizeAt + sizeBytes,
    window: single ? content : windowSize(bytes[5] ?? 0),
    checksum: (descriptor & 4) !== 0,
  };
};

/** RFC 8878, 3.1.1.2. Undefined when cut, of the reserved type, or larger than blocks may be. */
export const readZstdBlock = (bytes: Uint8Array): ZstdBlock | undefined => {
  if (bytes.length < 3) return undefined;
  const header = little(bytes, 0, 3);
  const type = (header >>> 1) & 3;
  const size = header >>> 3;
  if (type === 3 || size > ZSTD_BLOCK_BYTES) return undefined;
  return { last: (header & 1) === 1, bytes: 3 + (type === 1 ? 1 : size) };
};

const windowSize = (descriptor: number): number => 2 ** (10 + (descriptor >>> 3)) * (1 + (descriptor & 7) / 8);

const magic = (bytes: Uint8Array): number => (bytes.length < 4 ? 0 : little(bytes, 0, 4));

const little = (bytes: Uint8Array, at: number, count: number): number => {
  let value = 0;
  for (let index = count - 1; index >= 0; index--) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
};

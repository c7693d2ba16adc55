const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const BLOCK = 128 * 1024;
const RAW = 0;
const RLE = 1;

/** A zstd frame of stored blocks (RFC 8878): any decoder reads it, no encoder is needed. Window 1 MiB. */
export const zstdFrame = (content: Uint8Array): Buffer => {
  const parts: Uint8Array[] = [frameHeader(0x50)];
  for (let at = 0; at < content.length; at += BLOCK) {
    const piece = content.subarray(at, at + BLOCK);
    parts.push(blockHeader(RAW, piece.length, at + BLOCK >= content.length), piece);
  }
  if (content.length === 0) parts.push(blockHeader(RAW, 0, true));
  return Buffer.concat(parts);
};

/** `mebibytes` of zeros in 32 bytes each: a bomb. */
export const zstdZeros = (mebibytes: number): Buffer => {
  const count = mebibytes * 8;
  const blocks = Array.from({ length: count }, (_, index) => [blockHeader(RLE, BLOCK, index === count - 1), ZERO]);
  return Buffer.concat([frameHeader(0x50), ...blocks.flat()]);
};

/** A frame header that demands a window of 2^`windowLog` bytes, and nothing behind it. */
export const zstdWindow = (windowLog: number): Buffer => frameHeader((windowLog - 10) << 3);

/** A frame that decoders skip. */
export const zstdSkippable = (content: Uint8Array): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a50, 0);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
};

const ZERO = Buffer.alloc(1);

const frameHeader = (windowDescriptor: number): Buffer => Buffer.from([...MAGIC, 0x00, windowDescriptor]);

const blockHeader = (type: number, size: number, last: boolean): Buffer => {
  const header = Buffer.alloc(3);
  header.writeUIntLE((last ? 1 : 0) | (type << 1) | (size << 3), 0, 3);
  return header;
};

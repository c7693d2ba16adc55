/** A local file header (APPNOTE.TXT 6.3.10, 4.3.7), which stands before every entry of a zip file. */
export interface ZipHeader {
  /** Length of the header in bytes. */
  readonly bytes: number;
  readonly name: string;
  /** 4.4.5 */
  readonly method: number;
  readonly encrypted: boolean;
  /** Packed size in bytes; undefined when only the descriptor behind the entry tells it. */
  readonly packed: number | undefined;
  /** Of the content, in bytes, where the header tells it. */
  readonly size: number | undefined;
  /** LZMA data ends with a mark of its own (4.4.4). */
  readonly lzmaMark: boolean;
  /** CRC-32 of the content, with the size. */
  readonly crc: number | undefined;
  /** A data descriptor follows (4.3.9). */
  readonly descriptor: boolean;
}

export const ZIP_HEADER_BYTES = 30;
export const LOCAL = 0x04034b50;
/** 4.3.12, 4.3.9.3; 4.3.16, 4.3.14, 4.3.6. */
export const CENTRAL = 0x02014b50;
export const DESCRIPTOR = 0x08074b50;
export const END = 0x06054b50;
export const END64 = 0x06064b50;
/** Of a file in several parts that became one (8.5.5). */
export const SPANNED = 0x30304b50;

const ENCRYPTED = 1;
const LZMA_MARK = 2;
const HAS_DESCRIPTOR = 8;
const UTF8 = 0x800;
const MAX32 = 0xffffffff;

/** Length of the whole header whose first 30 bytes are given. */
export const zipHeaderLength = (head: Buffer): number =>
  ZIP_HEADER_BYTES + head.readUInt16LE(26) + head.readUInt16LE(28);

/** `header`: all of it. */
export const readZipHeader = (header: Buffer): ZipHeader => {
  const flags = header.readUInt16LE(6);
  const nameEnd = ZIP_HEADER_BYTES + header.readUInt16LE(26);
  const descriptor = (flags & HAS_DESCRIPTOR) !== 0;
  const packed = packedSize(header, nameEnd);
  const known = !descriptor || packed !== 0;
  return {
    bytes: header.length,
    name: header.toString(
      (flags & UTF8) !== 0 || isUtf8(header, nameEnd) ? "utf8" : "latin1",
      ZIP_HEADER_BYTES,
      nameEnd,
    ),
    method: header.readUInt16LE(8),
    encrypted: (flags & ENCRYPTED) !== 0,
    packed: known ? packed : undefined,
    size: descriptor || header.readUInt32LE(22) === MAX32 ? undefined : header.readUInt32LE(22),
    lzmaMark: (flags & LZMA_MARK) !== 0,
    crc: descriptor ? undefined : header.readUInt32LE(14),
    descriptor,
  };
};

/** Most programs write UTF-8 without saying so. */
const isUtf8 = (header: Buffer, end: number): boolean =>
  !header.toString("utf8", ZIP_HEADER_BYTES, end).includes("\ufffd");

/** In the zip64 extra field (4.5.3) when it does not fit; unpacked size before packed size, each only when it is needed. */
const packedSize = (header: Buffer, extraAt: number): number => {
  const packed = header.readUInt32LE(18);
  if (packed !== MAX32) return packed;
  const before = header.readUInt32LE(22) === MAX32 ? 8 : 0;
  for (let at = extraAt; at + 4 <= header.length; at += 4 + header.readUInt16LE(at + 2)) {
    if (header.readUInt16LE(at) !== 1 || at + 4 + before + 8 > header.length) continue;
    const size = header.readBigUInt64LE(at + 4 + before);
    return size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : packed;
  }
  return packed;
};

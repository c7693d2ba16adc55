import { crc32, deflateRawSync } from "node:zlib";

export interface ZipFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** 8 unless given. */
  readonly method?: number;
  readonly flags?: number;
  /** Sizes and checksum stand behind the entry: `signed` with a signature before them, as most programs write it. */
  readonly descriptor?: "signed" | "bare";
  /** Bytes as they are stored, where they shall differ from what the method makes of the content. */
  readonly packed?: Uint8Array;
  /** Packed size that the headers claim. */
  readonly claimed?: number;
  readonly crc?: number;
}

/** A zip file of the entries, in order, with its directory. */
export const zipFile = (files: readonly ZipFile[]): Buffer => {
  const entries = files.map(zipEntry);
  const directory = Buffer.concat(files.map(centralHeader));
  return Buffer.concat([...entries, directory, endRecord(files.length, directory.length)]);
};

/** Local header, content and descriptor. */
export const zipEntry = (file: ZipFile): Buffer => {
  const packed = packedOf(file);
  const { crc, size, claimed } = numbersOf(file);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE((file.flags ?? 0) | (file.descriptor === undefined ? 0 : 8), 6);
  header.writeUInt16LE(file.method ?? 8, 8);
  if (file.descriptor === undefined) writeNumbers(header, 14, [crc, claimed, size]);
  header.writeUInt16LE(Buffer.byteLength(file.path), 26);
  const descriptor = Buffer.alloc(16);
  writeNumbers(descriptor, 0, [0x08074b50, crc, claimed, size]);
  const behind = { signed: descriptor, bare: descriptor.subarray(4), none: Buffer.alloc(0) }[file.descriptor ?? "none"];
  return Buffer.concat([header, Buffer.from(file.path), packed, behind]);
};

const centralHeader = (file: ZipFile): Buffer => {
  const { crc, size, claimed } = numbersOf(file);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50);
  header.writeUInt16LE(file.method ?? 8, 10);
  writeNumbers(header, 16, [crc, claimed, size]);
  header.writeUInt16LE(Buffer.byteLength(file.path), 28);
  return Buffer.concat([header, Buffer.from(file.path)]);
};

const endRecord = (count: number, size: number): Buffer => {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  return record;
};

const packedOf = ({ content, method = 8, packed }: ZipFile): Uint8Array =>
  packed ?? (method === 8 ? deflateRawSync(Buffer.from(content)) : Buffer.from(content));

const numbersOf = (file: ZipFile) => ({
  crc: file.crc ?? crc32(Buffer.from(file.content)),
  size: Buffer.byteLength(file.content),
  claimed: file.claimed ?? packedOf(file).length,
});

const writeNumbers = (into: Buffer, at: number, numbers: readonly number[]): void => {
  for (const [index, number] of numbers.entries()) into.writeUInt32LE(number, at + 4 * index);
};

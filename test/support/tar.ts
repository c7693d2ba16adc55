export interface TarEntry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  /** Type flag of the header; `0` file, `1` hard link, `2` symlink, `5` directory, `x`/`g` pax, `L`/`K` GNU long. */
  readonly type?: string;
  readonly linkname?: string;
  readonly mode?: number;
  /** Size written to the header, when it shall differ from the content: octal digits or raw field bytes. */
  readonly size?: string | Uint8Array;
  /** 8 bytes at offset 257; default `ustar\0` + `00`. */
  readonly magic?: string;
}

const BLOCK = 512;

/** A tar archive of the entries, in order, with padding and the two zero blocks; long paths by pax records. */
export const tarball = (entries: readonly TarEntry[]): Buffer =>
  Buffer.concat([...entries.map(tarEntry), Buffer.alloc(2 * BLOCK)]);

/** Header, content and padding of one entry; a pax header before it when its names do not fit. */
export const tarEntry = (entry: TarEntry): Buffer => {
  const content = Buffer.from(entry.content ?? "");
  const records = longNames(entry);
  const extended = records.length === 0 ? Buffer.alloc(0) : paxEntry(records);
  return Buffer.concat([extended, tarHeader(entry), content, padding(content.length)]);
};

/** A pax header entry; `type` is `x` for the next entry, `g` for all that follow. */
export const paxEntry = (records: readonly (readonly [string, string])[], type = "x"): Buffer =>
  tarEntry({ path: "PaxHeaders/0", type, content: records.map(paxRecord).join("") });

/** One 512-byte header with a valid checksum. */
export const tarHeader = (entry: TarEntry): Buffer => {
  const header = Buffer.alloc(BLOCK);
  header.write(entry.path, 0, 100);
  header.write(octal(entry.mode ?? 0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.set(Buffer.from(entry.size ?? octal(Buffer.byteLength(entry.content ?? ""), 12)).subarray(0, 12), 124);
  header.write(octal(0, 12), 136);
  header.write(entry.type ?? "0", 156, 1, "latin1");
  header.write(entry.linkname ?? "", 157, 100);
  header.write(entry.magic ?? "ustar\x0000", 257, 8, "latin1");
  return sealHeader(header);
};

/** Writes the checksum into a header block. */
export const sealHeader = (header: Buffer): Buffer => {
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
};

export const padding = (length: number): Buffer => Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);

const longNames = (entry: TarEntry): readonly (readonly [string, string])[] => [
  ...(Buffer.byteLength(entry.path) > 100 ? [["path", entry.path] as const] : []),
  ...(Buffer.byteLength(entry.linkname ?? "") > 100 ? [["linkpath", entry.linkname ?? ""] as const] : []),
];

const paxRecord = ([key, value]: readonly [string, string]): string => {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (Buffer.byteLength(`${length}${rest}`) !== length) length++;
  return `${length}${rest}`;
};

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, "0")}\0`;

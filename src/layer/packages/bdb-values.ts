/** Of a page: LSN, number, previous, next, entries, offset of free space, level, type (Berkeley DB, src/dbinc/db_page.h). */
const PAGE_HEADER = 26;
const HASH_UNSORTED = 2;
const HASH = 13;
const OVERFLOW = 7;
/** An item that stands in overflow pages: type, 3 bytes of padding, page, length. */
const OFF_PAGE = 3;
const OFF_PAGE_BYTES = 12;
/** DB_HASHMAGIC, at byte 12 of the first page. */
const MAGIC = 0x061561;

/** The large values of a hash database of Berkeley DB, in the byte order of the machine that wrote it. */
export function* bdbValues(file: Buffer): Generator<Buffer> {
  if (file.length < 512) return;
  const little = file.readUInt32LE(12) === MAGIC;
  if (!little && file.readUInt32BE(12) !== MAGIC) return;
  const u32 = (at: number): number => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const u16 = (at: number): number => (little ? file.readUInt16LE(at) : file.readUInt16BE(at));
  const size = u32(20);
  if (size < 512 || size > 65_536) return;
  const budget = { bytes: 2 * file.length };
  for (let page = size; page + size <= file.length; page += size) {
    const type = file[page + 25];
    if (type !== HASH && type !== HASH_UNSORTED) continue;
    const entries = Math.min(u16(page + 20), Math.floor((size - PAGE_HEADER) / 2));
    for (let entry = 0; entry < entries && budget.bytes > 0; entry++) {
      const at = page + u16(page + PAGE_HEADER + entry * 2);
      if (at + OFF_PAGE_BYTES > file.length || file[at] !== OFF_PAGE) continue;
      const value = overflowing({ file, size, u32, u16, budget }, { first: u32(at + 4), length: u32(at + 8) });
      if (value !== undefined) yield value;
    }
  }
}

interface Database {
  readonly file: Buffer;
  readonly size: number;
  readonly u32: (at: number) => number;
  readonly u16: (at: number) => number;
  /** Left to be read: many items can point to the same pages. */
  readonly budget: { bytes: number };
}

/** The offset of free space of an overflow page is the length of what it holds. */
const overflowing = (
  { file, size, u32, u16, budget }: Database,
  { first, length }: { readonly first: number; readonly length: number },
): Buffer | undefined => {
  if (length > file.length) return undefined;
  const parts: Buffer[] = [];
  let missing = length;
  for (let next = first; missing > 0; ) {
    const page = next * size;
    budget.bytes -= size;
    if (budget.bytes < 0 || next === 0 || page + size > file.length || file[page + 25] !== OVERFLOW) return undefined;
    const part = file.subarray(
      page + PAGE_HEADER,
      page + PAGE_HEADER + Math.min(u16(page + 22), missing, size - PAGE_HEADER),
    );
    if (part.length === 0) return undefined;
    parts.push(part);
    missing -= part.length;
    next = u32(page + 16);
  }
  return Buffer.concat(parts);
};
